package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A connection was asked for, and stands or failed.
@Name("dev.triga.Connect")
@Label("Connect")
@Description("A connection was asked for; the duration is the time until it stood or failed")
@Category({"Triga"})
@StackTrace(false)
public final class ConnectEvent extends Event {
  /// The reactor that connected.
  @Label("Reactor")
  String reactor = "";

  /// The endpoint asked for.
  @Label("Endpoint")
  String endpoint = "";

  /// `connected`, or why not.
  @Label("Result")
  String result = "";

  /// An event that has not begun.
  public ConnectEvent() {}

  /// The connection stands.
  public void connected(String reactorName, Object asked) {
    ended(reactorName, asked, "connected");
  }

  /// The connection could not be made.
  public void failed(String reactorName, Object asked, Object reason) {
    ended(reactorName, asked, reason);
  }

  private void ended(String reactorName, Object asked, Object how) {
    if (isEnabled()) {
      reactor = reactorName;
      endpoint = asked.toString();
      result = how.toString();
      commit();
    }
  }
}
