package dev.triga.fuzz;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.ProxyProtocol;
import dev.triga.net.Transport;
import dev.triga.reactor.LogLevel;
import dev.triga.testing.Gen;
import dev.triga.testing.LogCapture;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.Seed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The header of the PROXY protocol, and what comes behind it: however it is cut, the protocol
/// hears the same, or there is none.
public final class ProxyTarget {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
  private static final ListenOptions OPTIONS =
      ListenOptions.DEFAULT.withProxyProtocol(ProxyProtocol.from("127.0.0.1", "::1"));
  private static final int BYTEWISE_MAX = 300;

  private ProxyTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    String whole = heard(List.of(data));
    compare(whole, heard(new Gen(new Seed(Arrays.hashCode(data))).chunks(data)));
    if (data.length <= BYTEWISE_MAX) {
      compare(
          whole,
          heard(IntStream.range(0, data.length).mapToObj(i -> new byte[] {data[i]}).toList()));
    }
  }

  private static void compare(String whole, String cut) {
    if (!whole.equals(cut)) {
      throw new AssertionError("cut into pieces it was " + cut + ", but as a whole " + whole);
    }
  }

  private static String heard(List<byte[]> pieces) {
    var heard = new StringBuilder();
    try (var memory = MemoryReactor.open();
        var log = LogCapture.of(memory.reactor().log())) {
      var ignored =
          memory
              .reactor()
              .listen(Endpoint.of(ADDRESS), OPTIONS, transport -> new Noting(transport, heard));
      var peer = memory.network().connect(ADDRESS);
      memory.settle();
      for (byte[] piece : pieces) {
        if (piece.length > 0 && peer.end() == Peer.End.OPEN) {
          peer.write(piece);
          memory.settle();
        }
      }
      peer.shutdownOutput();
      memory.settle();
      peer.close();
      memory.settle();
      if (!log.messages(LogLevel.ERROR).isEmpty()) {
        throw new AssertionError("errors were logged: " + log.entries());
      }
    }
    return heard.toString();
  }

  private record Noting(Transport transport, StringBuilder heard) implements Protocol {
    @Override
    public void connectionMade() {
      heard.append("from ").append(transport.remoteAddress()).append('\n');
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      heard.append(Frames.text(data));
    }

    @Override
    public void connectionLost(CloseReason reason) {
      heard.append('\n').append(reason.kind());
    }
  }
}
