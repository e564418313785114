package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// How Deferreds appear in text.
final class Description {
  private static final int VALUE_LIMIT_CHARS = 80;

  private Description() {}

  /// One line for a Deferred.
  static String line(Deferred<?> deferred) {
    return deferred.label() + "[" + state(deferred) + "]";
  }

  /// The Deferred and what it waits for, one line each, with the stacks known in debug mode.
  static String tree(Deferred<?> deferred) {
    StringBuilder text = new StringBuilder();
    Deferred<?> at = deferred;
    for (int depth = 0; at != null && depth < 100; depth++) {
      text.append("  ".repeat(depth)).append(line(at)).append('\n');
      Trace trace = at.trace();
      if (trace != null) {
        appendStack(text, depth, "made at", trace.creation());
        appendStack(text, depth, "completed at", trace.completion());
      }
      var sources = at.sources();
      at = sources.size() == 1 ? sources.getFirst() : null;
    }
    return text.toString();
  }

  private static void appendStack(
      StringBuilder text, int depth, String title, @Nullable Throwable stack) {
    if (stack == null) {
      return;
    }
    text.append("  ".repeat(depth + 1)).append(title).append('\n');
    for (StackTraceElement frame : stack.getStackTrace()) {
      if (!frame.getClassName().startsWith("dev.triga.async.")) {
        text.append("  ".repeat(depth + 2)).append(frame).append('\n');
      }
    }
  }

  private static String state(Deferred<?> deferred) {
    Object state = deferred.ended();
    if (state == null) {
      int listeners = 0;
      for (Stage<?> stage : deferred.listed()) {
        listeners += stage.isLive() ? 1 : 0;
      }
      return listeners == 0 ? "pending" : "pending, listeners: " + listeners;
    }
    return ofResult(Finish.result(state)) + (Finish.at(state).pauses > 0 ? ", paused" : "");
  }

  /// Few words for a stored result.
  static String ofResult(Object result) {
    if (result instanceof Failure failure) {
      return "failed: " + shortened(failure.error);
    }
    return "succeeded: " + shortened(Encoded.decode(result));
  }

  private static String shortened(@Nullable Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException e) {
      // A value whose toString fails must not make ours fail.
      text = "a " + (value == null ? "null" : value.getClass().getName());
    }
    return text.length() <= VALUE_LIMIT_CHARS ? text : text.substring(0, VALUE_LIMIT_CHARS) + "…";
  }
}
