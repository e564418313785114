package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A listening port accepted a connection.
@Name("dev.triga.Accept")
@Label("Connection accepted")
@Description("A listening port accepted a connection")
@Category({"Triga"})
@StackTrace(false)
public final class AcceptEvent extends Event {
  private static final AcceptEvent FLAG = new AcceptEvent();

  /// The reactor that accepted.
  @Label("Reactor")
  String reactor = "";

  /// The port's endpoint.
  @Label("Endpoint")
  String endpoint = "";

  /// Both addresses of the connection.
  @Label("Connection")
  String connection = "";

  /// Whether the factory made a protocol for it.
  @Label("Kept")
  boolean kept;

  private AcceptEvent() {}

  /// Records an accepted connection.
  public static void accepted(
      String reactor, Object endpoint, Object connection, boolean kept) {
    if (FLAG.isEnabled()) {
      var event = new AcceptEvent();
      event.reactor = reactor;
      event.endpoint = endpoint.toString();
      event.connection = connection.toString();
      event.kept = kept;
      event.commit();
    }
  }
}
