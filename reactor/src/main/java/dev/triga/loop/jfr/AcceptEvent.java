package dev.triga.loop.jfr;

import java.net.SocketAddress;
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
final class AcceptEvent extends Event {
  private static final AcceptEvent PROBE = new AcceptEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// The address of the port.
  @Label("Local Address")
  private @Nullable String local;

  /// The address of the peer.
  @Label("Remote Address")
  private @Nullable String remote;

  /// Whether the factory declined it.
  @Label("Declined")
  private boolean declined;

  private AcceptEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static void record(
      String reactor,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      boolean isDeclined) {
    var event = new AcceptEvent();
    if (event.shouldCommit()) {
      event.reactor = reactor;
      event.local = String.valueOf(local);
      event.remote = String.valueOf(remote);
      event.declined = isDeclined;
      event.commit();
    }
  }
}
