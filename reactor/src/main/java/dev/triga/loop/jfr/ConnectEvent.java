package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// An attempt to connect, from the call to its outcome.
@Name("dev.triga.Connect")
@Label("Connection Attempt")
@Category({"Triga"})
@Description("An attempt of a reactor to connect, from the call to its outcome")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
public final class ConnectEvent extends Event {
  private static final ConnectEvent PROBE = new ConnectEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// The endpoint it went to.
  @Label("Endpoint")
  private @Nullable String endpoint;

  /// `connected`, or why not.
  @Label("Outcome")
  private @Nullable String outcome;

  private ConnectEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static ConnectEvent begun() {
    var event = new ConnectEvent();
    event.begin();
    return event;
  }

  /// Ends the measurement and records it.
  ///
  /// @param asked the endpoint it went to
  /// @param result `connected`, or why not
  public void finish(String reactorName, Object asked, Object result) {
    end();
    if (shouldCommit()) {
      reactor = reactorName;
      endpoint = asked.toString();
      outcome = result.toString();
      commit();
    }
  }
}
