package dev.triga.nativeio.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsOptions;
import dev.triga.protocol.Framing;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// nc, socat and curl on the other side.
@TrigaTest
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class NetworkToolsTest {
  private static final Framing LINES = Framing.lines("\n");

  @Test
  void ncTalksToUs(Reactor reactor) throws Exception {
    reactor.start();
    String port = Integer.toString(Ours.wrap(reactor, LINES));
    try (var nc = Foreign.start("nc", "-N", "127.0.0.1", port)) {
      nc.say("one\ntwo\n");
      assertThat(nc.rest()).isEqualTo("<one>\n<two>\n");
      assertThat(nc.exitCode()).isZero();
    }
  }

  @Test
  void weTalkToNc(Reactor reactor) throws Exception {
    reactor.start();
    int port = Foreign.freePort();
    try (var nc = Foreign.start("nc", "-N", "-l", "127.0.0.1", Integer.toString(port))) {
      var client = Ours.connect(reactor, port, LINES);
      client.say("from us");
      assertThat(nc.line()).isEqualTo("from us");
      nc.say("from nc\n");
      assertThat(client.answer()).isEqualTo("from nc");
      client.leave();
      assertThat(nc.exitCode()).isZero();
    }
  }

  @Test
  void socatTalksToUs(Reactor reactor) throws Exception {
    reactor.start();
    int port = Ours.wrap(reactor, LINES);
    try (var socat = Foreign.start("socat", "-t10", "-", "TCP:127.0.0.1:" + port)) {
      socat.say("one\ntwo\n");
      assertThat(socat.rest()).isEqualTo("<one>\n<two>\n");
      assertThat(socat.exitCode()).isZero();
    }
  }

  @Test
  void weTalkToSocat(Reactor reactor) throws Exception {
    reactor.start();
    try (var socat =
        Foreign.start("socat", "-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1", "EXEC:cat")) {
      String listening = socat.lineWith("listening on");
      int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
      var client = Ours.connect(reactor, port, LINES);
      client.say("there and back");
      assertThat(client.answer()).isEqualTo("there and back");
      client.leave();
      assertThat(socat.exitCode()).isZero();
    }
  }

  @Test
  void curlGetsAFileInClearAndEncrypted(Reactor reactor, @TempDir Path folder) throws Exception {
    reactor.start();
    var content = new byte[3_000_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 7 + (i >> 10));
    }
    var file = Files.write(folder.resolve("file"), content);
    var authority = TestAuthority.create();
    String trusted =
        Pem.certificates(folder.resolve("authority.pem"), List.of(authority.certificate()));
    var credentials = TlsCredentials.of(authority.identity("localhost"));
    int clear = Ours.listen(reactor, ListenOptions.DEFAULT, to -> new OneFile(to, file));
    int encrypted =
        Ours.listen(
            reactor,
            ListenOptions.DEFAULT.withTls(TlsOptions.server(credentials)),
            to -> new OneFile(to, file));
    var got = folder.resolve("got");
    for (String url :
        new String[] {"http://localhost:" + clear, "https://localhost:" + encrypted}) {
      try (var curl =
          Foreign.start(
              "curl",
              "-sS",
              "--noproxy",
              "*",
              "--ipv4",
              "--cacert",
              trusted,
              "-o",
              got.toString(),
              "-w",
              "%{http_code} %{size_download}",
              url + "/file")) {
        assertThat(curl.rest()).as(url).isEqualTo("200 3000000");
      }
      assertThat(Arrays.mismatch(Files.readAllBytes(got), content)).as(url).isEqualTo(-1);
    }
  }
}
