package dev.triga.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Turns the many ways in which binding fails into one sentence that says what to do. For drivers.
public final class BindFailures {
  private BindFailures() {}

  /// The failure to bind `address` with this cause.
  public static BindFailure of(SocketAddress address, Exception cause) {
    return new BindFailure(
        "cannot listen on "
            + shown(address)
            + ": "
            + sentence(address, String.valueOf(cause.getMessage())),
        cause);
  }

  private static String shown(SocketAddress address) {
    try {
      return Endpoint.of(address).toString();
    } catch (IllegalArgumentException e) {
      return address.toString();
    }
  }

  private static String sentence(SocketAddress address, String message) {
    boolean isInternet = address instanceof InetSocketAddress;
    if (message.contains("Address already in use")) {
      return "the address is in use; choose another "
          + (isInternet ? "port" : "path")
          + " or stop the program that has it";
    }
    if (!isInternet) {
      return message;
    }
    if (message.contains("Permission denied")) {
      return "permission denied; ports below 1024 usually need a privilege: choose a higher port"
          + " or grant it";
    }
    if (message.contains("Cannot assign requested address")
        || message.contains("Can't assign requested address")) {
      return "the address is not one of this machine's; choose one that is";
    }
    return message;
  }
}
