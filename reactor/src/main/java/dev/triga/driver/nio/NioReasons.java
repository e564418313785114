package dev.triga.driver.nio;

import dev.triga.net.CloseReason;
import dev.triga.net.CloseReason.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;

/// Reads from Java's exceptions what went wrong with a connection. The JDK has types for few cases,
/// so the system's words decide about the rest.
final class NioReasons {
  /// What an address question is answered with when the system no longer knows.
  static final SocketAddress UNKNOWN_ADDRESS = InetSocketAddress.createUnresolved("unknown", 0);

  private NioReasons() {}

  /// Why a connection could not be made.
  static CloseReason ofConnect(IOException error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("timed out")) {
      return CloseReason.of(Kind.TIMED_OUT, "the system gave up waiting for an answer", error);
    }
    if (message.contains("No such file")) {
      return CloseReason.of(Kind.UNREACHABLE, "no socket is there: " + message, error);
    }
    if (error instanceof NoRouteToHostException || message.contains("unreachable")) {
      return CloseReason.of(Kind.UNREACHABLE, "no way leads there: " + message, error);
    }
    if (error instanceof ConnectException && message.contains("refused")) {
      return CloseReason.of(
          Kind.REFUSED, message.contains("backlog") ? message : "connection refused", error);
    }
    if (message.contains("assign requested address")) {
      return CloseReason.of(Kind.BIND, message, error);
    }
    return CloseReason.of(Kind.UNREACHABLE, message, error);
  }

  /// Why a connection broke.
  static CloseReason ofBroken(IOException error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("timed out")) {
      return CloseReason.of(Kind.TIMED_OUT, "the peer fell silent: " + message, error);
    }
    return CloseReason.of(Kind.LOST, "the connection broke: " + message, error);
  }
}
