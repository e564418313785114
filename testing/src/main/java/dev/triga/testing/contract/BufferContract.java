package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The buffer that `dataReceived` is given.
abstract class BufferContract extends Contract {
  BufferContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Pair<Protocol> receiving(Consumer<ByteBuffer> received) {
    return pair(transport ->
        new Protocol() {
          @Override
          public void dataReceived(ByteBuffer data) {
            received.accept(data);
          }
        });
  }

  @Test
  void itHoldsExactlyWhatCame() {
    var sizes = new CopyOnWriteArrayList<Integer>();
    var pair = receiving(data -> sizes.add(data.remaining()));
    pair.peer().write("12345");
    assertSoon(5, () -> sizes.stream().mapToInt(size -> size).sum());
  }

  @Test
  void itBeginsAtPositionZeroInBigEndianOrder() {
    var seen = new AtomicReference<String>();
    var pair = receiving(data -> seen.set(data.position() + " " + data.order()));
    pair.peer().write("x");
    assertSoon("0 " + ByteOrder.BIG_ENDIAN, () -> String.valueOf(seen.get()));
  }

  @Test
  void itIsReadOnly() {
    var seen = new AtomicReference<Boolean>();
    var pair = receiving(data -> seen.set(data.isReadOnly()));
    pair.peer().write("x");
    assertSoon("true", () -> String.valueOf(seen.get()));
  }

  @Test
  void inDebugModeAKeptBufferFailsAtItsNextUse() {
    var kept = new AtomicReference<ByteBuffer>();
    var pair = receiving(kept::set);
    pair.peer().write("x");
    eventually("data comes", () -> kept.get() != null);
    settle(pair.reactor());
    assertThrows(
        IllegalStateException.class, () -> onTurn(pair.reactor(), () -> kept.get().get(0)));
  }

  @Test
  void whatAProtocolDoesToItDoesNotReachTheNextCall() {
    var texts = new CopyOnWriteArrayList<String>();
    var pair =
        receiving(data -> {
          var copy = new byte[data.remaining()];
          data.duplicate().get(copy);
          texts.add(new String(copy, java.nio.charset.StandardCharsets.UTF_8));
          data.limit(0).order(ByteOrder.LITTLE_ENDIAN);
        });
    for (var word : List.of("one", "two", "three")) {
      pair.peer().write(word);
      assertSoon(word, () -> texts.isEmpty() ? "" : texts.getLast());
    }
  }

  @Test
  void unreadBytesAreNotDeliveredAgain() {
    var sizes = new ArrayList<Integer>();
    var pair = receiving(data -> sizes.add(data.remaining()));
    pair.peer().write("abc");
    settle(pair.reactor());
    pair.peer().write("de");
    eventually(
        "all is delivered",
        () -> onTurn(pair.reactor(), () -> sizes.stream().mapToInt(size -> size).sum()) == 5);
  }

  @Test
  void oneConnectionDoesNotKeepAnotherFromBeingServed() {
    var server = serve();
    var busy = server.connect();
    var first = server.next();
    var quiet = server.connect();
    var second = server.next();
    busy.write(pattern(1 << 20));
    quiet.write("me too");
    assertSoon("me too", second::text);
    assertSoon(1 << 20, first::size);
    assertTrue(first.count("data") > 1, "a megabyte came in one piece");
  }

  @Test
  void writingTheReceivedBufferBackIsAnEcho() {
    var pair = pair(WriteContract.Echo::new);
    pair.peer().write("echo");
    assertEquals("echo", pair.peer().readText(4));
  }
}
