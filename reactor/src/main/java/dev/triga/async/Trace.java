package dev.triga.async;

import dev.triga.loop.Turn;
import org.jspecify.annotations.Nullable;

/// Where a Deferred was made and where it ended; kept in debug mode only.
///
/// @param creation the stack that made it
/// @param completion the stack that ended it, null while it is pending
record Trace(Throwable creation, @Nullable Throwable completion) {
  private static final boolean IS_ALWAYS_WANTED = Boolean.getBoolean("triga.debug");

  /// Whether Deferreds of this owner keep their stacks.
  static boolean isWanted(@Nullable Turn owner) {
    return IS_ALWAYS_WANTED || (owner != null && owner.isDebug());
  }

  static Trace ofCreation() {
    return new Trace(new Throwable("the Deferred was made here"), null);
  }

  Trace completed() {
    return new Trace(creation, new Throwable("the Deferred was completed here"));
  }
}
