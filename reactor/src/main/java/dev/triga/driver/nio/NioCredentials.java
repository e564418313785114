package dev.triga.driver.nio;

import dev.triga.net.PeerCredentials;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/// The peer's credentials by way of the JDK, which tells user and group but not the process.
final class NioCredentials {
  private NioCredentials() {}

  static PeerCredentials of(SocketChannel channel) throws IOException {
    var principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    return new PeerCredentials(principal.user(), principal.group(), 0);
  }
}
