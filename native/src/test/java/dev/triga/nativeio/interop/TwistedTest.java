package dev.triga.nativeio.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.protocol.Framing;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Debian's Twisted and ours speak the three protocols to each other, in both roles.
@TrigaTest
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class TwistedTest {
  private static final List<Framing> FRAMINGS =
      List.of(Framing.lines(), Framing.netstrings(), Framing.int32());
  private static final int MESSAGES = 60;

  private static final String IMPORTS =
      """
      import sys
      try:
          from twisted.internet import reactor, protocol
          from twisted.protocols.basic import LineReceiver, NetstringReceiver, Int32StringReceiver
      except ImportError:
          sys.exit(77)
      """;

  private static final String SERVER =
      IMPORTS
          + """
          class Lines(LineReceiver):
              def lineReceived(self, line): self.sendLine(b'<' + line + b'>')
          class Strings:
              def stringReceived(self, text): self.sendString(b'<' + text + b'>')
          class Netstrings(Strings, NetstringReceiver): pass
          class Int32(Strings, Int32StringReceiver): pass
          for kind in Lines, Netstrings, Int32:
              factory = protocol.Factory.forProtocol(kind)
              print(reactor.listenTCP(0, factory, interface='127.0.0.1').getHost().port, flush=True)
          reactor.run()
          """;

  private static final String CLIENT =
      IMPORTS
          + """
          messages = [b'm' * (i * i) for i in range(int(sys.argv[4]))]
          left = [3]
          class Asking:
              def connectionMade(self):
                  self.count = 0
                  for message in messages: self.send(message)
              def answered(self, text):
                  assert text == b'<' + messages[self.count] + b'>', (self.count, text)
                  self.count += 1
                  if self.count == len(messages): self.transport.loseConnection()
              def connectionLost(self, reason):
                  print(self.name, self.count, reason.type.__name__, flush=True)
                  left[0] -= 1
                  if left[0] == 0: reactor.stop()
          class Lines(Asking, LineReceiver):
              name = 'lines'
              def send(self, text): self.sendLine(text)
              def lineReceived(self, line): self.answered(line)
          class Netstrings(Asking, NetstringReceiver):
              name = 'netstrings'
              def send(self, text): self.sendString(text)
              def stringReceived(self, text): self.answered(text)
          class Int32(Asking, Int32StringReceiver):
              name = 'int32'
              def send(self, text): self.sendString(text)
              def stringReceived(self, text): self.answered(text)
          for kind, port in zip((Lines, Netstrings, Int32), sys.argv[1:]):
              creator = protocol.ClientCreator(reactor, kind)
              creator.connectTCP('127.0.0.1', int(port))
          reactor.run()
          """;

  private static String message(int number) {
    return "m".repeat(number * number);
  }

  @Test
  void ourClientsTalkToItsServers(Reactor reactor) throws Exception {
    reactor.start();
    try (var twisted = Foreign.python(SERVER)) {
      for (var framing : FRAMINGS) {
        var client = Ours.connect(reactor, Integer.parseInt(twisted.line()), framing);
        for (int i = 0; i < MESSAGES; i++) {
          client.say(message(i));
        }
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(client.answer()).isEqualTo("<" + message(i) + ">");
        }
        client.leave();
      }
    }
  }

  @Test
  void itsClientsTalkToOurServers(Reactor reactor) throws Exception {
    reactor.start();
    var arguments =
        FRAMINGS.stream().map(framing -> Integer.toString(Ours.wrap(reactor, framing))).toList();
    try (var twisted =
        Foreign.python(
            CLIENT,
            arguments.get(0),
            arguments.get(1),
            arguments.get(2),
            Integer.toString(MESSAGES))) {
      assertThat(twisted.rest().lines())
          .containsExactlyInAnyOrder(
              "lines 60 ConnectionDone", "netstrings 60 ConnectionDone", "int32 60 ConnectionDone");
      assertThat(twisted.exitCode()).isZero();
    }
  }
}
