package dev.triga.benchmarks.load;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Connections that have had one answer each and are kept, with the gate of [LoadMain]: it says
/// `ready` when they are idle, and waits for two lines before it closes them.
final class IdleRequests {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final int ANSWER_BYTES_MAX = 64 << 10;

  private IdleRequests() {}

  /// Makes them one after the other.
  static void hold(int port, String path, int connections) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    var gate = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<SocketChannel> open = new ArrayList<>();
    try {
      var answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
      for (int i = 0; i < connections; i++) {
        var channel = SocketChannel.open(address);
        open.add(channel);
        channel.write(ByteBuffer.wrap(request));
        read(channel, answer.clear());
      }
      System.out.println("ready");
      gate.readLine();
      System.out.println("held");
      gate.readLine();
    } finally {
      for (var channel : open) {
        channel.close();
      }
    }
  }

  private static void read(SocketChannel channel, ByteBuffer answer) throws IOException {
    while (!isWhole(answer)) {
      if (channel.read(answer) < 0) {
        throw new EOFException("the server closed a connection before its answer was whole");
      }
    }
  }

  private static boolean isWhole(ByteBuffer answer) {
    String text = StandardCharsets.ISO_8859_1.decode(answer.duplicate().flip()).toString();
    int end = text.indexOf("\r\n\r\n");
    var length = LENGTH.matcher(text);
    return end >= 0
        && length.find()
        && text.length() >= end + 4 + Integer.parseInt(length.group(1));
  }
}
