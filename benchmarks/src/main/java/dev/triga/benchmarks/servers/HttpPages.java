package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// What all HTTP servers serve.
final class HttpPages {
  static final String BYTES = "application/octet-stream";
  private static final int PAYLOAD_BYTES = 1 << 20;

  private HttpPages() {}

  static byte[] hello() {
    return "Hello, World!".getBytes(US_ASCII);
  }

  static byte[] payload() {
    return new byte[PAYLOAD_BYTES];
  }

  /// JSON as cheaply as it can be made: peers are not measured by their libraries.
  static byte[] json(String message) {
    return ("{\"message\":\"" + message + "\"}").getBytes(US_ASCII);
  }
}
