package dev.triga.actors.cell;

import org.jspecify.annotations.Nullable;

/// Null for type variables that take it: the null checker does not see that `R extends @Nullable
/// Object` may stand for a type with null.
public final class Nothing {
  private Nothing() {}

  /// Null.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  public static <T extends @Nullable Object> T nothing() {
    return null;
  }

  /// A value that may be null.
  @SuppressWarnings({
    "NullAway",
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // Whoever calls this knows the type.
  static <T extends @Nullable Object> T maybe(@Nullable Object value) {
    return (T) value;
  }
}
