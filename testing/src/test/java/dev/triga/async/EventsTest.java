package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.Registration;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class EventsTest {
  private final List<String> heard = new ArrayList<>();

  // Many times.

  @Test
  void listenersHearInTheirOrderEachTime(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    event.on(value -> heard.add("a " + value));
    event.on(value -> heard.add("b " + value));
    event.fire("1");
    event.fire("2");
    assertThat(heard).containsExactly("a 1", "b 1", "a 2", "b 2");
    assertThat(event.fired()).isEqualTo(2);
  }

  @Test
  void oneThatIsRemovedIsNotToldAnyMore(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    var later = new Registration[1];
    event.on(value -> later[0].cancel());
    later[0] = event.on(value -> heard.add(value));
    event.fire("1");
    assertThat(heard).isEmpty();
    assertThat(later[0].cancel()).isFalse();
    assertThat(event.listeners()).isEqualTo(1);
    assertThat(event.clear()).isEqualTo(1);
    assertThat(event.listeners()).isZero();
  }

  @Test
  void oneThatIsAddedDuringAFiringHearsTheNext(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    event.on(value -> {
      if (event.listeners() == 1) {
        event.on(heard::add);
      }
    });
    event.fire("1");
    assertThat(heard).isEmpty();
    event.fire("2");
    assertThat(heard).containsExactly("2");
  }

  @Test
  void aFailureIsReportedAndTheOthersHear(MemoryReactor memory, ReportedFailures failures) {
    var event = new Event<String>(memory.reactor(), "tick");
    event.on(value -> {
      throw new IllegalStateException("deaf");
    });
    event.on(heard::add);
    event.fire("1");
    memory.settle();
    assertThat(heard).containsExactly("1");
    assertThat(failures.take())
        .singleElement()
        .satisfies(entry -> assertThat(entry.message()).contains("'tick'", "deaf"));
  }

  @Test
  void aFiringInsideAListenerFollows(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    event.on(value -> {
      heard.add("a " + value);
      if (value.equals("1")) {
        event.fire("2");
      }
    });
    event.on(value -> heard.add("b " + value));
    memory.reactor().execute(() -> event.fire("1"));
    memory.settle();
    assertThat(heard).containsExactly("a 1", "b 1", "a 2", "b 2");
  }

  @Test
  void theNextFiringCanBeWaitedFor(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    event.fire("before");
    var next = event.next();
    var cancelled = event.next();
    cancelled.cancel();
    memory.settle();
    event.fire("1");
    event.fire("2");
    assertThat(next.resultNow()).isEqualTo("1");
    assertThat(cancelled.isCancelled()).isTrue();
  }

  @Test
  void listenersThatAreForgottenAreNoticed(MemoryReactor memory) {
    var event = new Event<String>(memory.reactor(), "tick");
    for (int i = 0; i < Event.LISTENERS_MAX; i++) {
      event.next();
    }
    assertThat(event.next().failureNow())
        .isInstanceOf(OverflowFailure.class)
        .hasMessageContaining("'tick'");
  }

  // Once.

  @Test
  void itHappensOnce(MemoryReactor memory) {
    var event = new OneTimeEvent<String>(memory.reactor(), "start");
    var fired = event.fired();
    event.on(value -> heard.add(value) ? null : null);
    assertThat(event.fire("first")).isTrue();
    assertThat(event.fire("second")).isFalse();
    assertThat(heard).containsExactly("first");
    assertThat(fired.resultNow()).isEqualTo("first");
    assertThat(event.fired().resultNow()).isEqualTo("first");
    assertThat(event.isFired()).isTrue();
  }

  @Test
  void oneThatComesLateIsToldSoon(MemoryReactor memory) {
    var event = new OneTimeEvent<String>(memory.reactor(), "start");
    event.fire("value");
    event.on(value -> heard.add(value) ? null : null);
    var tooLate = event.on(value -> heard.add("cancelled " + value) ? null : null);
    assertThat(tooLate.cancel()).isTrue();
    assertThat(heard).isEmpty();
    memory.settle();
    assertThat(heard).containsExactly("value");
  }

  @Test
  void whatListenersBeginIsWaitedFor(MemoryReactor memory, ReportedFailures failures) {
    var event = new OneTimeEvent<String>(memory.reactor(), "start");
    var work = new Deferred<String>(memory.reactor());
    var broken = new Deferred<String>(memory.reactor());
    var handled = event.handled();
    event.on(value -> work);
    event.on(value -> broken);
    event.on(value -> {
      throw new IOException("deaf");
    });
    event.fire("value");
    memory.settle();
    broken.fail(new IOException("broken"));
    memory.settle();
    assertThat(handled.isDone()).isFalse();
    work.succeed("done");
    memory.settle();
    assertThat(handled.isSucceeded()).isTrue();
    assertThat(event.handled().isSucceeded()).isTrue();
    assertThat(failures.take()).hasSize(2);
  }

  @Test
  void anEventTellsNoNull(MemoryReactor memory) {
    var event = new OneTimeEvent<String>(memory.reactor(), "start");
    assertThatThrownBy(() -> event.fire(null)).isInstanceOf(NullPointerException.class);
  }
}
