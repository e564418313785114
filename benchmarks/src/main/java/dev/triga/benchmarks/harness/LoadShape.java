package dev.triga.benchmarks.harness;

/// What the load generator does to a server.
///
/// @param mode `echo`, `udp`, `connect`, `stream` or `drain`
/// @param connections how many at once
/// @param depth messages in flight on each
/// @param size bytes of a message
public record LoadShape(String mode, int connections, int depth, int size) {

  /// Echoes of 64 bytes.
  public static LoadShape echo(int connections, int depth) {
    return new LoadShape("echo", connections, depth, 64);
  }

  /// Echoes of datagrams of 64 bytes, one in flight for each peer.
  public static LoadShape udp(int peers) {
    return new LoadShape("udp", peers, 1, 64);
  }

  /// Connections that carry one echo of 64 bytes and are closed by the server.
  public static LoadShape connect(int connections) {
    return new LoadShape("connect", connections, 1, 64);
  }

  /// Taking what the server writes in blocks of so many bytes.
  public static LoadShape drain(int connections, int blockBytes) {
    return new LoadShape("drain", connections, 1, blockBytes);
  }

  /// How the command line and progress lines call it: connections, `x`, messages in flight on each.
  public String title() {
    return connections + "x" + depth;
  }
}
