package dev.triga.nativeio.readiness;

import dev.triga.driver.Driver;

/// A driver that another one polls, for what that other does not do itself. It shares the other's
/// reactor, turn and read buffer. On the turn only.
///
/// Its poll is called with a time-out of zero, when its descriptor is readable or [#limit] says so.
public interface NestedDriver extends Driver {
  /// A descriptor that is readable as long as there is something to poll for.
  int descriptor();

  /// The time-out of a wait, shortened if this driver has something to do by itself before its end;
  /// 0 if it has right now.
  long limit(long timeoutNanos);
}
