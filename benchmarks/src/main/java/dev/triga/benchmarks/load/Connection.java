package dev.triga.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// One connection to the server, in clear. Nothing blocks. For one thread.
class Connection {
  final SocketChannel channel;

  /// Over a channel that is connected, does not block, and is registered.
  Connection(SocketChannel channel) {
    this.channel = channel;
  }

  SelectionKey key(Selector selector) {
    return channel.keyFor(selector);
  }

  /// Whether bytes can be written yet; when not, this changes by reading.
  boolean isReady() {
    return true;
  }

  /// Sends what the system takes.
  ///
  /// @return how many bytes it took
  int write(ByteBuffer data) throws IOException {
    return channel.write(data);
  }

  /// Takes what has come.
  ///
  /// @return how many bytes that was; -1 when the server has ended the stream
  int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  void close() throws IOException {
    channel.close();
  }
}
