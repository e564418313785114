package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A connection was accepted by a listening port.
@Name("dev.triga.Accept")
@Label("Connection Accepted")
@Category({"Triga"})
@Description("A listening port of a reactor has accepted a connection")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class AcceptEvent extends Event {
  private static final AcceptEvent PROBE = new AcceptEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// The endpoint of the port.
  @Label("Endpoint")
  private @Nullable String endpoint;

  /// Both addresses of the connection.
  @Label("Connection")
  private @Nullable String connection;

  /// Whether the factory made a protocol for it.
  @Label("Kept")
  private boolean kept;

  private AcceptEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static void record(String reactor, Object endpoint, Object connection, boolean isKept) {
    var event = new AcceptEvent();
    if (event.shouldCommit()) {
      event.reactor = reactor;
      event.endpoint = endpoint.toString();
      event.connection = connection.toString();
      event.kept = isKept;
      event.commit();
    }
  }
}
