package dev.triga.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSyntaxTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:localhost:7000",
        "tcp:[::1]:7000",
        "tcp:0",
        "tls:example.org:443",
        "tls:[2001:db8::1]:443",
        "tls:8443",
        "udp:127.0.0.1:53",
        "udp:[::]:0",
        "udp:53",
        "unix:/run/triga/s",
        "unix:/run/with space/and:colon",
        "unix:/run/a:b=c/and=equals",
        "unix:/run/s:mode=660",
        "unix:/run/s:mode=000",
        "unix:@name",
        "unix:@a:b@c",
        "systemd:0",
        "systemd:12",
        "fd:3",
        "stdio:"
      })
  void thePrintedFormIsTheOneThatWasRead(String text) {
    assertEquals(text, Endpoint.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:7000, tcp:localhost:7000",
    ":7000, tcp:7000",
    "127.0.0.1:0, tcp:127.0.0.1:0",
    "'[::1]:80', 'tcp:[::1]:80'",
    "unix:/s:mode=0660, unix:/s:mode=660",
    "unix:/s:mode=7, unix:/s:mode=007",
    "fd:007, fd:7"
  })
  void shortFormsMeanTheLongOnes(String text, String printed) {
    assertEquals(printed, Endpoint.parse(text).toString());
    assertEquals(Endpoint.parse(printed), Endpoint.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | has no port                  | stdio:",
        "localhost           | has no port                  | HOST:PORT",
        "7000                | has no port                  | HOST:PORT",
        "tcp:                | has the port ''              | tcp:HOST:PORT",
        "tcp:host:65536      | has the port '65536'         | 0..65535",
        "tcp:host:-1         | has the port '-1'            | 0..65535",
        "tcp:host:1e3        | has the port '1e3'           | 0..65535",
        "tcp::80             | has an empty host            | tcp:HOST:PORT",
        "tcp:a b:80          | has the character ' '        | tcp:HOST:PORT",
        "tcp:::1:80          | put an IPv6 address in brack | tcp:[IPV6]:PORT",
        "tcp:[]:80           | no IPv6 address              | tcp:[IPV6]:PORT",
        "tls:host:x          | has the port 'x'             | tls:HOST:PORT",
        "udp:host            | has the port 'host'          | udp:HOST:PORT",
        "unix:               | the path is empty            | unix:/PATH",
        "unix:relative       | does not begin with '/'      | unix:/PATH",
        "unix:@              | the name behind '@' is empty | unix:@NAME",
        "unix:/s:mode=       | has the mode ''              | octal",
        "unix:/s:mode=999    | has the mode '999'           | octal",
        "unix:/s:mode=1777   | has the mode '1777'          | octal",
        "unix:/s:mode=rw     | has the mode 'rw'            | octal",
        "unix:/s:mod=660     | the option 'mod'             | unix:/PATH:mode=660",
        "unix:/s:y=1         | the option 'y'               | unix:/PATH:mode=660",
        "unix:/s:y=1:mode=660 | the option 'y'              | unix:/PATH:mode=660",
        "unix:@n:mode=660    | only files have permissions  | unix:@NAME",
        "unix:/a:mode=1:mode=2 | contains ':mode='          | unix:/PATH:mode=660",
        "systemd:            | has the index ''             | systemd:INDEX",
        "systemd:name        | has the index 'name'         | systemd:INDEX",
        "systemd:9999999999  | has the index '9999999999'   | systemd:INDEX",
        "fd:-1               | has the descriptor number '-1' | fd:NUMBER",
        "stdio:x             | has 'x' behind its colon     | stdio:",
        "http://host:80      | begins with 'http:'          | tcp:HOST:PORT",
        "unxi:/run/x         | begins with 'unxi:'          | unix:/PATH",
        "TCP:host:80         | begins with 'TCP:'           | tcp:HOST:PORT"
      })
  void eachMistakeIsQuotedWithWhatIsAllowed(String text, String complaint, String advice) {
    var message =
        assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse(text)).getMessage();
    assertTrue(message.contains("'" + text + "'"), message);
    assertTrue(message.contains(complaint), message);
    assertTrue(message.contains(advice), message);
  }

  @Test
  void aZeroByteInAPathIsShownAsAnEscape() {
    var message =
        assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse("unix:/a\0b"))
            .getMessage();
    assertTrue(message.contains("control character '\\u0000'"), message);
    assertTrue(message.indexOf('\0') < 0, message);
  }

  @Test
  void aPathLongerThanTheSystemsRoomIsRefusedWithBothNumbers() {
    var fits = "/" + "x".repeat(106);
    assertEquals("unix:" + fits, Endpoint.parse("unix:" + fits).toString());
    for (var tooLong : new String[] {"unix:" + fits + "x", "unix:@" + "x".repeat(108)}) {
      var message =
          assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse(tooLong)).getMessage();
      assertTrue(message.contains("has 108 bytes") && message.contains("room for 107"), message);
    }
    // Bytes count, not characters.
    assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse("unix:/" + "ü".repeat(54)));
  }

  @Test
  void aTextBeyondAllMeasureIsNotQuoted() {
    var message =
        assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse("x".repeat(100_000)))
            .getMessage();
    assertTrue(message.length() < 300, message);
  }

  @Test
  void addressesHaveTheirEndpoints() throws Exception {
    var four = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7);
    var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 7);
    assertEquals("tcp:127.0.0.1:7", Endpoint.of(four).toString());
    assertEquals("tcp:[::1]:7", Endpoint.of(six).toString());
    assertEquals("udp:127.0.0.1:7", Endpoint.ofDatagrams(four).toString());
    assertEquals("unix:/s", Endpoint.of(UnixDomainSocketAddress.of("/s")).toString());
    assertEquals("unix:@s", Endpoint.of(UnixAbstractAddress.of("s")).toString());
    assertThrows(IllegalArgumentException.class, () -> Endpoint.of(UnixDomainSocketAddress.of("")));
  }

  @Test
  void aRelativePathIsMadeAbsolute() {
    assertEquals(Path.of("s").toAbsolutePath().toString(), Endpoint.unix(Path.of("s")).path());
  }

  @Test
  void valuesThatNoTextGivesAreRefusedToo() {
    assertThrows(EndpointSyntaxException.class, () -> Endpoint.tcp("h", 65_536));
    assertThrows(EndpointSyntaxException.class, () -> Endpoint.udp("h", -1));
    assertThrows(EndpointSyntaxException.class, () -> new Endpoint.Systemd(-1));
    assertThrows(EndpointSyntaxException.class, () -> new Endpoint.Fd(-1));
    assertThrows(EndpointSyntaxException.class, () -> new Endpoint.Unix("/s", 01000));
    assertThrows(EndpointSyntaxException.class, () -> new Endpoint.UnixAbstract("a\nb"));
  }

  @Test
  void theLongestHostIsReadBackFromEachFormAndALongerOneIsRefused() {
    String longest = "a".repeat(253);
    for (String text : List.of(longest + ":1", "tls:" + longest + ":65535")) {
      var endpoint = Endpoint.parse(text);
      assertEquals(endpoint, Endpoint.parse(endpoint.toString()));
    }
    var message =
        assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse(longest + "a:1"))
            .getMessage();
    assertTrue(String.valueOf(message).contains("254 characters"), message);
    assertThrows(EndpointSyntaxException.class, () -> Endpoint.udp(longest + "a", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[.:1ff:99ff]:1",
        "tcp:[::1:]:1",
        "tcp:[1:2:3]:1",
        "udp:[12345::]:1",
        "tls:[::\uff11]:1",
        "[1.2.3.4]:1"
      })
  void bracketsHoldARealIpv6Address(String text) {
    var message =
        assertThrows(EndpointSyntaxException.class, () -> Endpoint.parse(text)).getMessage();
    assertTrue(String.valueOf(message).contains("no IPv6 address"), message);
  }
}
