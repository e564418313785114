package dev.triga.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.Endpoint;
import dev.triga.net.Transport;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Between two frames of one read, a protocol may pause, close, or change how the rest is cut.
@TrigaTest
class LinesMayStopTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint ENDPOINT = Endpoint.parse("tcp:127.0.0.1:7000");

  /// Does what the lines say.
  static class Obeying extends LineProtocol {
    final List<String> heard = new ArrayList<>();
    private int rawBytes;

    Obeying(Transport transport) {
      super(transport, Framing.lines("\n"), UTF_8);
    }

    @Override
    protected void lineReceived(String line) {
      heard.add(line);
      switch (line) {
        case "pause" -> transport().pauseReading();
        case "close" -> transport().close();
        case "abort" -> transport().abort();
        case "netstrings" -> framing(Framing.netstrings());
        case "lines" -> framing(Framing.lines("\n"));
        default -> {
          if (line.startsWith("raw ")) {
            rawBytes = Integer.parseInt(line.substring(4));
            rawMode();
          }
        }
      }
    }

    @Override
    protected void rawReceived(ByteBuffer data) {
      int count = Math.min(rawBytes, data.remaining());
      var taken = data.slice(data.position(), count);
      data.position(data.position() + count);
      heard.add("<" + UTF_8.decode(taken) + ">");
      rawBytes -= count;
      if (rawBytes == 0) {
        frameMode();
      }
    }
  }

  private MemoryPeer peer;

  private Obeying connect(MemoryReactor memory, Function<Transport, Obeying> factory) {
    var made = new ArrayList<Obeying>();
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport -> {
              made.add(factory.apply(transport));
              return made.getFirst();
            });
    peer = memory.network().connect(ADDRESS);
    memory.settle();
    return made.getFirst();
  }

  private void says(MemoryReactor memory, String text) {
    peer.write(text);
    memory.settle();
  }

  @Test
  void aPauseHoldsTheRestOfWhatWasRead(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    says(memory, "one\npause\ntwo\nthree\nhalf");
    assertThat(obeying.heard).containsExactly("one", "pause");
    obeying.transport().resumeReading();
    memory.settle();
    assertThat(obeying.heard).containsExactly("one", "pause", "two", "three");
    says(memory, " done\n");
    assertThat(obeying.heard).last().isEqualTo("half done");
    peer.close();
    memory.settle();
  }

  @Test
  void aPauseAfterEachLineLosesNone(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    says(memory, "pause\n".repeat(50));
    for (int i = 1; i <= 50; i++) {
      assertThat(obeying.heard).hasSize(i);
      obeying.transport().resumeReading();
      memory.settle();
    }
    peer.close();
    memory.settle();
  }

  @Test
  void nothingComesAfterCloseOrAbort(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    says(memory, "one\nclose\ntwo\n");
    assertThat(obeying.heard).containsExactly("one", "close");
    peer.close();
    memory.settle();
  }

  @Test
  void rawBytesAndLinesMayAlternate(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    says(memory, "raw 5\na\nb\ncline\nraw 3\nxy");
    says(memory, "zlast\n");
    assertThat(obeying.heard)
        .containsExactly("raw 5", "<a\nb\nc>", "line", "raw 3", "<xy>", "<z>", "last");
    peer.close();
    memory.settle();
  }

  @Test
  void theFramingMayChange(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    says(memory, "netstrings\n3:a\nb,5:lines,c\n");
    assertThat(obeying.heard).containsExactly("netstrings", "a\nb", "lines", "c");
    peer.close();
    memory.settle();
  }

  @Test
  void howeverItIsCutTheSameIsHeard(MemoryReactor memory, Gen gen) {
    var obeying = connect(memory, Obeying::new);
    byte[] script =
        "raw 5\na\nb\ncline\npause\nnetstrings\n3:a\nb,5:lines,raw 3\nxyzlast\n".getBytes(UTF_8);
    for (int round = 0; round < 100; round++) {
      obeying.heard.clear();
      for (byte[] piece : gen.chunks(script)) {
        peer.write(piece);
        memory.settle();
        if (obeying.transport().isReadingPaused() && gen.oneIn(2)) {
          obeying.transport().resumeReading();
          memory.settle();
        }
      }
      obeying.transport().resumeReading();
      memory.settle();
      assertThat(String.join("|", obeying.heard).replace("><", "").replace(">|<", ""))
          .isEqualTo("raw 5|<a\nb\nc>|line|pause|netstrings|a\nb|lines|raw 3|<xyz>|last");
    }
    peer.close();
    memory.settle();
  }

  @Test
  void aLineWithItsDelimiterIsNotSent(MemoryReactor memory) {
    var obeying = connect(memory, Obeying::new);
    assertThatThrownBy(() -> obeying.sendLine("two\nlines"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at byte 3");
    obeying.sendLine("one");
    memory.settle();
    assertThat(new String(peer.readAvailable(), UTF_8)).isEqualTo("one\n");
    peer.close();
    memory.settle();
  }

  @Test
  void framesOfSeveralThreadsStayWhole(MemoryReactor memory) throws InterruptedException {
    var obeying = connect(memory, Obeying::new);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      String line = "abcdefgh".repeat(t + 1);
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 100; i++) {
              obeying.sendLine(line);
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }
    memory.settle();
    var lines = new String(peer.readAvailable(), UTF_8).split("\n");
    assertThat(lines).hasSize(400).allMatch(line -> line.matches("(abcdefgh){1,4}"));
    peer.close();
    memory.settle();
  }

  @Test
  void eachStateTakesOneFrame(MemoryReactor memory) {
    var heard = new ArrayList<String>();
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport ->
                new StatefulProtocol(transport, Framing.lines("\n")) {
                  @Override
                  protected State initial() {
                    return frame -> {
                      heard.add("name " + UTF_8.decode(frame));
                      return this::word;
                    };
                  }

                  private State word(ByteBuffer frame) {
                    heard.add("word " + UTF_8.decode(frame));
                    return this::word;
                  }
                });
    var other = memory.network().connect(ADDRESS);
    other.write("ann\nx\ny\n");
    memory.settle();
    assertThat(heard).containsExactly("name ann", "word x", "word y");
    other.close();
    memory.settle();
  }
}
