package dev.triga.testing.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.stream.ByteConsumer;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How many bytes a producer may send, and what becomes of one that sends more.
@TrigaTest
class CreditIsKeptTest {
  private MemoryReactor memory;
  private Supplier supplier;
  private Collector collector;

  @BeforeEach
  void attach(MemoryReactor given) {
    memory = given;
    supplier = new Supplier(memory.reactor());
    collector = new Collector(memory.reactor(), 10);
  }

  /// What nobody listened to would be reported after a second.
  @AfterEach
  void letTimeGoOn() {
    memory.runFor(Duration.ofSeconds(2));
  }

  private void attach() {
    supplier.attach(collector);
    memory.settle();
  }

  /// Runs something on the turn and throws what it throws.
  private void onTurn(Runnable work) {
    var thrown = new AtomicReference<Throwable>();
    memory
        .reactor()
        .execute(() -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            thrown.set(e);
          }
        });
    memory.settle();
    if (thrown.get() instanceof RuntimeException e) {
      throw e;
    }
  }

  @Test
  void theWindowIsTheFirstCredit() {
    attach();
    assertThat(supplier.events).containsExactly("attached", "produce 10");
    assertThat(collector.limit()).isEqualTo(10);
  }

  @Test
  void withoutHoldingTheLimitMovesOn() {
    attach();
    onTurn(() -> {
      for (int i = 0; i < 5; i++) {
        supplier.give("0123456789".getBytes(UTF_8));
        assertThat(supplier.allowed()).isEqualTo(10);
      }
    });
    assertThat(collector.limit()).isEqualTo(60);
    assertThat(collector.received()).isEqualTo(50);
  }

  @Test
  void whatIsHeldTakesUpRoom() {
    collector.isHolding = true;
    attach();
    onTurn(() -> supplier.give("0123".getBytes(UTF_8)));
    assertThat(supplier.allowed()).isEqualTo(6);
    onTurn(() -> assertThat(supplier.giveSome("456789ab".getBytes(UTF_8))).isEqualTo(6));
    assertThat(supplier.allowed()).isZero();
    assertThat(collector.text()).isEqualTo("0123456789");
    onTurn(() -> collector.letGo(3));
    assertThat(supplier.allowed()).isEqualTo(3);
    assertThat(supplier.events).containsExactly("attached", "produce 10", "produce 3");
  }

  @Test
  void producingIsNeverInsideTheConsumersCall() {
    collector.isHolding = true;
    attach();
    onTurn(() -> {
      supplier.give(new byte[10]);
      supplier.events.clear();
      collector.letGo(10);
      assertThat(supplier.events).isEmpty();
    });
    assertThat(supplier.events).containsExactly("produce 10");
  }

  @Test
  void moreThanTheCreditClosesTheStreamWithTheNumbers() {
    collector.isHolding = true;
    attach();
    var done = collector.done();
    onTurn(() -> supplier.give(new byte[7]));
    assertThatThrownBy(() -> onTurn(() -> supplier.give(new byte[4])))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContainingAll("sent 4 bytes", "credit for 3", "7 were sent", "10 in total");
    assertThat(collector.events).containsExactly("attached", "aborted OVERFLOW");
    assertThat(supplier.events).endsWith("aborted OVERFLOW");
    assertThat(collector.received()).isEqualTo(7);
    assertThat(done.failureNow()).hasMessageContaining("sent 4 bytes");
  }

  @Test
  void moreThanWhatIsHeldCannotBeReleased() {
    collector.isHolding = true;
    attach();
    onTurn(() -> supplier.give(new byte[7]));
    assertThatThrownBy(() -> onTurn(() -> collector.letGo(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("release 8", "holds 7");
  }

  @Test
  void aLimitIsNeverTakenBack() {
    attach();
    onTurn(() -> supplier.give(new byte[10]));
    collector.isHolding = true;
    onTurn(() -> supplier.give(new byte[6]));
    assertThat(collector.limit()).isEqualTo(20);
    assertThat(supplier.allowed()).isEqualTo(4);
  }

  @Test
  void anUnlimitedWindowNeverEnds() {
    var greedy = new Collector(memory.reactor(), ByteConsumer.UNLIMITED);
    supplier.attach(greedy);
    memory.settle();
    onTurn(() -> supplier.give(new byte[1_000_000]));
    onTurn(() -> supplier.give(new byte[1_000_000]));
    assertThat(greedy.received()).isEqualTo(2_000_000);
  }

  @Test
  void aProducerThatIsCalledInsideTheConsumersCallIsRefused() {
    var thrown = new AtomicReference<Throwable>();
    var reentrant =
        new Collector(memory.reactor()) {
          @Override
          protected void dataReceived(ByteBuffer data) {
            try {
              supplier.give(new byte[1]);
            } catch (IllegalStateException e) {
              thrown.set(e);
            }
          }
        };
    supplier.attach(reentrant);
    memory.settle();
    onTurn(() -> supplier.give(new byte[2]));
    assertThat(thrown.get()).hasMessageContaining("still takes what came before");
  }

  @Test
  void withoutAConsumerThereIsNoCredit() {
    assertThat(supplier.allowed()).isZero();
    onTurn(() -> assertThat(supplier.giveSome(new byte[3])).isZero());
    assertThatThrownBy(() -> onTurn(() -> supplier.give(new byte[3])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing is attached");
  }

  @Test
  void afterTheEndNothingIsSent() {
    attach();
    onTurn(() -> supplier.finish(CloseReason.DONE));
    assertThat(collector.events).containsExactly("attached", "ended DONE");
    assertThatThrownBy(() -> onTurn(() -> supplier.give(new byte[3])))
        .hasMessageContaining("its data has ended");
  }

  @Test
  void aCallWithoutTheTurnNamesTheMethod() {
    attach();
    var thread = Thread.ofVirtual().unstarted(() -> supplier.give(new byte[3]));
    var thrown = new AtomicReference<Throwable>();
    thread.setUncaughtExceptionHandler((who, what) -> thrown.set(what));
    onTurn(() -> {
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    assertThat(thrown.get())
        .isInstanceOf(WrongThreadException.class)
        .hasMessageContaining("ByteProducer.send");
  }

  @Test
  void aWindowOfNothingIsRefused() {
    assertThatThrownBy(() -> new Collector(memory.reactor(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
