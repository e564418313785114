package dev.triga.net;

import dev.triga.driver.StreamOptions;

/// How to listen; a value, changed by the `with…` methods.
///
/// @param backlog how many connections the system may queue before it refuses more
/// @param reusePort whether other sockets that ask the same may share the port
/// @param controlled whether connections are accepted only as [ListeningPort#accept] allows
/// @param hardCapBytes bytes a connection may hold unsent before it is aborted
/// @param stream socket options of accepted connections
public record ListenOptions(
    int backlog, boolean reusePort, boolean controlled, long hardCapBytes, StreamOptions stream) {
  /// A backlog of 1 024 (the system may cap it), accepting freely, a cap of 64 MiB.
  public static final ListenOptions DEFAULT =
      new ListenOptions(
          1024, false, false, Transport.DEFAULT_HARD_CAP_BYTES, StreamOptions.DEFAULT);

  /// Checks the numbers.
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog " + backlog + " is less than 1");
    }
    if (hardCapBytes < 1) {
      throw new IllegalArgumentException("hard cap of " + hardCapBytes + " bytes is less than 1");
    }
  }

  /// With this backlog.
  public ListenOptions withBacklog(int backlog) {
    return new ListenOptions(backlog, reusePort, controlled, hardCapBytes, stream);
  }

  /// Sharing the port with other sockets that ask the same.
  public ListenOptions withReusePort() {
    return new ListenOptions(backlog, true, controlled, hardCapBytes, stream);
  }

  /// Accepting only as [ListeningPort#accept] allows.
  public ListenOptions withControlledAccept() {
    return new ListenOptions(backlog, reusePort, true, hardCapBytes, stream);
  }

  /// With this hard cap on a connection's unsent bytes.
  public ListenOptions withHardCapBytes(long hardCapBytes) {
    return new ListenOptions(backlog, reusePort, controlled, hardCapBytes, stream);
  }

  /// With these socket options.
  public ListenOptions withStream(StreamOptions stream) {
    return new ListenOptions(backlog, reusePort, controlled, hardCapBytes, stream);
  }
}
