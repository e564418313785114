package dev.triga.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.UnixAbstractAddress;
import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The headers of the PROXY protocol: each cut at every byte boundary, none longer than allowed.
@TrigaTest
class ProxyHeadersAreReadTest {
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final String BEHIND = "GET / HTTP/1.1\r\n";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] version2(int command, int family, byte[]... parts) {
    var body = new ByteArrayOutputStream();
    for (var part : parts) {
      body.writeBytes(part);
    }
    return ByteBuffer.allocate(16 + body.size())
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) body.size())
        .put(body.toByteArray())
        .array();
  }

  private static byte[] field(int type, byte[] value) {
    return ByteBuffer.allocate(3 + value.length)
        .put((byte) type)
        .putShort((short) value.length)
        .put(value)
        .array();
  }

  private static ProxyAddresses read(byte[] header) throws ProxyHeaderException {
    return new ProxyHeaderReader(4096).read(ByteBuffer.wrap(header));
  }

  private static InetSocketAddress inet(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  /// Headers of every kind, with the source that they tell.
  private static List<byte[]> good() {
    return List.of(
        ascii("PROXY TCP4 1.2.3.4 5.6.7.8 1 65535\r\n"),
        ascii("PROXY TCP6 2001:db8::1 ::1 0 443\r\n"),
        ascii("PROXY UNKNOWN\r\n"),
        ascii("PROXY UNKNOWN whatever follows\r\n"),
        version2(0x20, 0, new byte[0]),
        version2(0x20, 0x11, ascii("is ignored")),
        version2(0x21, 0, field(4, ascii("nothing"))),
        version2(0x21, 0x11, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, -1, -1}),
        version2(0x21, 0x21, new byte[36], field(1, ascii("h2")), field(2, ascii("name"))),
        version2(0x21, 0x31, unix("/run/client"), unix("/run/server")));
  }

  private static byte[] unix(String path) {
    return ByteBuffer.allocate(108).put(path.getBytes(StandardCharsets.UTF_8)).array();
  }

  @Test
  void everyHeaderIsReadWhereverItIsCut() throws Exception {
    for (var header : good()) {
      var expected = read(header);
      assertThat(expected).isNotNull();
      var whole = ByteBuffer.allocate(header.length + BEHIND.length()).put(header);
      whole.put(ascii(BEHIND)).flip();
      for (int cut = 0; cut <= header.length; cut++) {
        var reader = new ProxyHeaderReader(4096);
        var before = whole.duplicate().limit(cut);
        var early = reader.read(before);
        assertThat(before.hasRemaining()).isFalse();
        var after = whole.duplicate().position(cut);
        assertThat(early != null ? early : reader.read(after)).isEqualTo(expected);
        assertThat(after.position()).isEqualTo(early != null ? cut : header.length);
      }
    }
  }

  @Test
  void halfAHeaderIsNone() throws Exception {
    for (var header : good()) {
      for (int length = 0; length < header.length; length++) {
        assertThat(new ProxyHeaderReader(4096).read(ByteBuffer.wrap(header, 0, length))).isNull();
      }
    }
  }

  @Test
  void theAddressesAreThoseOfTheHeader() throws Exception {
    assertThat(read(good().get(0)))
        .isEqualTo(new ProxyAddresses(inet("1.2.3.4", 1), inet("5.6.7.8", 65535)));
    assertThat(read(good().get(1)))
        .isEqualTo(new ProxyAddresses(inet("2001:db8::1", 0), inet("::1", 443)));
    assertThat(read(good().get(2))).isEqualTo(ProxyAddresses.NONE);
    assertThat(read(good().get(6))).isEqualTo(ProxyAddresses.NONE);
    assertThat(read(good().get(7)))
        .isEqualTo(new ProxyAddresses(inet("1.2.3.4", 1), inet("5.6.7.8", 65535)));
    assertThat(read(good().get(9)))
        .isEqualTo(
            new ProxyAddresses(
                UnixDomainSocketAddress.of("/run/client"),
                UnixDomainSocketAddress.of("/run/server")));
    assertThat(read(version2(0x21, 0x31, unix("\0name"), new byte[108])))
        .isEqualTo(new ProxyAddresses(UnixAbstractAddress.of("name"), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "PROXY\r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
        "PROXY TCP4  1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 256.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
        "PROXY TCP6 :::: ::1 1 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 -1 2\r\n",
        "PROXY TCP4 localhost 5.6.7.8 1 2\r\n",
        "proxy TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "\r\n\r\n\0\r\nQUIT!",
      })
  void whatIsNoHeaderIsRefused(String text) {
    assertThatThrownBy(() -> read(ascii(text))).isInstanceOf(ProxyHeaderException.class);
  }

  @Test
  void aLineWithoutEndIsRefusedAtItsLimit() throws Exception {
    var reader = new ProxyHeaderReader(4096);
    assertThat(reader.read(ByteBuffer.wrap(ascii("PROXY UNKNOWN " + "x".repeat(92))))).isNull();
    assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(ascii("x"))))
        .hasMessageContaining("107 bytes");
  }

  @Test
  void aLongHeaderIsRefusedBeforeItHasCome() {
    var header = version2(0x20, 0, new byte[200]);
    assertThatThrownBy(() -> new ProxyHeaderReader(215).read(ByteBuffer.wrap(header, 0, 16)))
        .hasMessageContaining("216 bytes, more than the limit of 215");
  }

  @Test
  void brokenBinaryHeadersAreRefused() {
    for (var header :
        List.of(
            version2(0x11, 0x11, new byte[12]),
            version2(0x22, 0x11, new byte[12]),
            version2(0x21, 0x41, new byte[12]),
            version2(0x21, 0x13, new byte[12]),
            version2(0x21, 0x11, new byte[11]),
            version2(0x21, 0x21, new byte[35]),
            version2(0x21, 0x31, new byte[215]),
            version2(0x21, 0x11, new byte[12], new byte[] {4, 0}),
            version2(0x21, 0x11, new byte[12], new byte[] {4, 0, 9, 1}),
            version2(0x21, 0x11, new byte[12], field(3, new byte[3])),
            version2(0x21, 0x11, new byte[12], field(3, new byte[4])))) {
      assertThatThrownBy(() -> read(header)).isInstanceOf(ProxyHeaderException.class);
    }
  }

  @Test
  void aRightCheckSumIsTaken() throws Exception {
    var header = version2(0x21, 0x11, new byte[12], field(3, new byte[4]));
    var sum = new CRC32C();
    sum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue());
    assertThat(read(header).source()).isEqualTo(inet("0.0.0.0", 0));
  }

  @Test
  void anythingElseIsAHeaderOrRefused(Gen gen) {
    garble(gen, Boolean.getBoolean("triga.nightly") ? 5_000_000 : 2_000);
  }

  private static void garble(Gen gen, int rounds) {
    for (int i = 0; i < rounds; i++) {
      var header = gen.oneOf(good()).clone();
      for (int change = gen.between(0, 3); change > 0; change--) {
        header[gen.between(0, header.length - 1)] = (byte) gen.between(0, 255);
      }
      var reader = new ProxyHeaderReader(gen.between(107, 400));
      try {
        for (var chunk : gen.chunks(header)) {
          if (reader.read(ByteBuffer.wrap(chunk)) != null) {
            break;
          }
        }
      } catch (ProxyHeaderException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }
}
