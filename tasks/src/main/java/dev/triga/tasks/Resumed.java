package dev.triga.tasks;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An action that does only what does not stand in a checkpoint. Where others do the action, they
/// ask the three parts of [#run] around it. Any thread.
///
/// @param checkpoint knows what is done; it never leaves this process
/// @param action does a task
/// @param key tells tasks apart
/// @param encode makes text of a result
/// @param decode makes a result of the text
@SuppressWarnings("serial") // The action alone is sent to processes.
record Resumed<T extends @Nullable Object, R extends @Nullable Object>(
    Checkpoint checkpoint,
    Action<? super T, ? extends R> action,
    Function<? super T, String> key,
    Function<? super R, String> encode,
    Function<String, ? extends R> decode)
    implements Action<T, R> {
  @Override
  public R run(T task) throws Exception {
    String before = before(task);
    if (before != null) {
      return decode(before);
    }
    R result = action.run(task);
    after(task, result);
    return result;
  }

  /// What stands there for the task; null if it is to be done.
  @Nullable String before(T task) {
    return checkpoint.before(key.apply(task));
  }

  R decode(String text) {
    return decode.apply(text);
  }

  /// The task is done.
  void after(T task, R result) {
    checkpoint.append(key.apply(task), encode.apply(result));
  }
}
