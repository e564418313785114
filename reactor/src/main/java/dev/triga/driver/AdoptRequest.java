package dev.triga.driver;

import org.jspecify.annotations.Nullable;

/// A stream that is open already: a socket, or one or two pipes.
///
/// @param input what to read from, or null for a stream that is only written
/// @param output what to write to, or null for a stream that is only read; the same as `input` for
///   a socket
/// @param options the socket options to set; nothing to pipes
public record AdoptRequest(
    @Nullable Descriptor input, @Nullable Descriptor output, StreamOptions options) {
  /// Checks that there is something to adopt.
  public AdoptRequest {
    if (input == null && output == null) {
      throw new IllegalArgumentException("neither input nor output was given");
    }
  }

  /// A connected socket, or anything else that is both read and written.
  public static AdoptRequest both(Descriptor descriptor, StreamOptions options) {
    return new AdoptRequest(descriptor, descriptor, options);
  }

  /// Whether one descriptor serves both directions.
  public boolean isDuplex() {
    return input != null && input.equals(output);
  }
}
