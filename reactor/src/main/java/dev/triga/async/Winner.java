package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// The first member of [Deferred#race] that succeeded. Immutable, for any thread.
///
/// @param index its position among the members, from 0
/// @param value its value
public record Winner<T extends @Nullable Object>(int index, T value) {}
