package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// The results that cannot stand for themselves in a Deferred's state word.
///
/// A plain value is stored as it is. Null, and values that the state word would take for something
/// else (a Deferred), are boxed; failures and results with something around them have types of
/// their own.
abstract sealed class Encoded permits Encoded.Boxed, Failure, Finish {

  /// The null value.
  static final Object NULL = new Boxed(null);

  /// Stores a value so that it can be told from listeners, failures and null.
  static Object value(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    return value instanceof Deferred<?> || value instanceof Encoded ? new Boxed(value) : value;
  }

  /// The value back from its stored form, which must not be a failure.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  static <T extends @Nullable Object> T decode(Object result) {
    return (T) (result instanceof Boxed boxed ? boxed.value : result);
  }

  /// A value in a box.
  static final class Boxed extends Encoded {
    private final @Nullable Object value;

    private Boxed(@Nullable Object value) {
      this.value = value;
    }
  }
}
