package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.net.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What the options of `./triga echo` say holds for each kind of endpoint. One server has all of
/// them, because processes take their time to start.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoEndpointsIT {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final byte[] LINE = "a line\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder = Path.of("");

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private Launched start(String... more) throws Exception {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    Certificates.make(certificate, key);
    // Also for whom the server becomes.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    var args = new ArrayList<>(List.of("echo"));
    for (String endpoint :
        List.of(
            "tcp:127.0.0.1:0",
            "tls:127.0.0.1:0",
            "udp:127.0.0.1:0",
            "unix:" + folder.resolve("echo.sock"))) {
      args.addAll(List.of("--bind", endpoint));
    }
    args.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));
    args.addAll(List.of("--pid-file", folder.resolve("echo.pid").toString()));
    args.addAll(List.of(more));
    return Launched.triga(args.toArray(String[]::new)).untilReady();
  }

  private byte[] echoed(Endpoint endpoint) throws Exception {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> through(new Socket(InetAddress.getLoopbackAddress(), tcp.port()));
      case Endpoint.Tls tls ->
          through(
              Certificates.trusting(folder.resolve("certificate.pem"))
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), tls.port()));
      case Endpoint.Udp udp -> datagram(udp.port());
      case Endpoint.Unix unix -> {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          channel.connect(UnixDomainSocketAddress.of(unix.path()));
          channel.write(ByteBuffer.wrap(LINE));
          yield Channels.newInputStream(channel).readNBytes(LINE.length);
        }
      }
      default -> throw new AssertionError(endpoint);
    };
  }

  private static byte[] through(Socket socket) throws IOException {
    try (socket) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(LINE);
      return socket.getInputStream().readNBytes(LINE.length);
    }
  }

  private static byte[] datagram(int port) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var packet = new DatagramPacket(LINE, LINE.length, InetAddress.getLoopbackAddress(), port);
      socket.send(packet);
      var back = new DatagramPacket(new byte[64], 64);
      socket.receive(back);
      return java.util.Arrays.copyOf(back.getData(), back.getLength());
    }
  }

  private void serves(Launched server) throws Exception {
    for (String endpoint : server.endpoints()) {
      assertThat(echoed(Endpoint.parse(endpoint))).as(endpoint).isEqualTo(LINE);
    }
  }

  @Test
  void theWorkersServeAllOfThemAsTheUserThatIsNamed() throws Exception {
    ForeignProgram.require("openssl");
    assumeTrue(System.getProperty("os.name").equals("Linux"), "descriptors are passed on Linux");
    Path pidFile = folder.resolve("echo.pid");
    try (Launched server =
        isRoot() ? start("--workers", "2", "--user", "nobody") : start("--workers", "2")) {
      assertThat(server.endpoints()).hasSize(4);
      assertThat(pidFile).hasContent(server.pid() + "\n");
      if (isRoot()) {
        var all = new ArrayList<>(List.of(ProcessHandle.of(server.pid()).orElseThrow()));
        all.addAll(all.getFirst().children().toList());
        assertThat(all).hasSize(3);
        assertThat(all).allSatisfy(each -> assertThat(each.info().user()).contains("nobody"));
      }
      // With the arbiter stopped, whoever answers is a worker.
      server.signal("STOP");
      serves(server);
      server.signal("CONT");
      server.signal("TERM");
      server.endsInOrder();
      assertThat(pidFile).doesNotExist();
      assertThat(folder.resolve("echo.sock")).doesNotExist();
    }
  }

  @Test
  void withoutWorkersTheArbiterServesThem() throws Exception {
    ForeignProgram.require("openssl");
    try (Launched server = start("--workers", "0", "--reactor", "nio")) {
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().children()).isEmpty();
      serves(server);
      server.signal("HUP");
      serves(server);
      server.signal("TERM");
      server.endsInOrder();
    }
  }
}
