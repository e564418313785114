package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Descriptor;
import dev.triga.reactor.Descriptors;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Readiness of descriptors that the user owns.
abstract class DescriptorsContract extends Contract {
  private final AtomicInteger calls = new AtomicInteger();

  DescriptorsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @BeforeEach
  void needsDescriptors() {
    needs(Capability.DESCRIPTORS);
  }

  private void use(Reactor reactor, java.util.function.Consumer<Descriptors> use) {
    doOnTurn(reactor, () -> use.accept(reactor.descriptors()));
  }

  @Test
  void aReaderIsCalledWhenThereIsSomethingToRead() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(
        reactor,
        it ->
            it.addReader(
                pair.watched(),
                () -> {
                  if (pair.drain() > 0) {
                    calls.incrementAndGet();
                  }
                }));
    settle(reactor);
    assertEquals(0, calls.get());
    pair.makeReadable(1);
    assertSoon(1, calls::get);
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void aReaderIsCalledAsLongAsSomethingIsThere() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(reactor, it -> it.addReader(pair.watched(), calls::incrementAndGet));
    pair.makeReadable(1);
    eventually("it is called again and again", () -> calls.get() >= 3);
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void aReaderIsCalledAtTheEndOfTheStream() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(
        reactor,
        it ->
            it.addReader(
                pair.watched(),
                () -> {
                  if (pair.drain() < 0) {
                    calls.incrementAndGet();
                    it.removeReader(pair.watched());
                  }
                }));
    pair.end();
    assertSoon(1, calls::get);
  }

  @Test
  void aWriterIsCalledWhenThereIsRoom() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(reactor, it -> it.addWriter(pair.watched(), calls::incrementAndGet));
    eventually("there is room at first", () -> calls.get() > 0);
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void aWriterIsNotCalledWithoutRoom() {
    var pair = subject().watchedPair();
    pair.fill();
    var reactor = started();
    use(reactor, it -> it.addWriter(pair.watched(), calls::incrementAndGet));
    settle(reactor);
    assertEquals(0, calls.get());
    eventually(
        "there is room again",
        () -> {
          pair.empty();
          return calls.get() > 0;
        });
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void aRemovedReaderIsNotCalledAnyMore() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(reactor, it -> it.addReader(pair.watched(), calls::incrementAndGet));
    use(
        reactor,
        it -> {
          assertTrue(it.removeReader(pair.watched()));
          assertFalse(it.removeReader(pair.watched()));
        });
    pair.makeReadable(1);
    settle(reactor);
    assertEquals(0, calls.get());
  }

  @Test
  void aRemovedWriterIsNotCalledAnyMore() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(
        reactor,
        it -> {
          it.addWriter(pair.watched(), calls::incrementAndGet);
          assertTrue(it.removeWriter(pair.watched()));
          assertFalse(it.removeWriter(pair.watched()));
        });
    settle(reactor);
    assertEquals(0, calls.get());
  }

  @Test
  void registeringAgainReplacesTheAction() {
    var pair = subject().watchedPair();
    var reactor = started();
    var first = new AtomicInteger();
    use(
        reactor,
        it -> {
          it.addReader(pair.watched(), first::incrementAndGet);
          it.addReader(pair.watched(), calls::incrementAndGet);
        });
    pair.makeReadable(1);
    eventually("the second is called", () -> calls.get() > 0);
    assertEquals(0, first.get());
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void readerAndWriterOfOneDescriptorAreIndependent() {
    var pair = subject().watchedPair();
    var reactor = started();
    var writes = new AtomicInteger();
    use(
        reactor,
        it -> {
          it.addReader(pair.watched(), calls::incrementAndGet);
          it.addWriter(pair.watched(), writes::incrementAndGet);
        });
    eventually("the writer is called", () -> writes.get() > 0);
    use(reactor, it -> it.removeWriter(pair.watched()));
    pair.makeReadable(1);
    eventually("the reader is called", () -> calls.get() > 0);
    use(reactor, Descriptors::removeAll);
  }

  @Test
  void whatIsRegisteredIsListed() {
    var pair = subject().watchedPair();
    var other = subject().watchedPair();
    use(
        started(),
        it -> {
          it.addReader(pair.watched(), calls::incrementAndGet);
          it.addWriter(other.watched(), calls::incrementAndGet);
          assertEquals(Set.of(pair.watched()), it.readers());
          assertEquals(Set.of(other.watched()), it.writers());
          assertEquals(Set.of(pair.watched(), other.watched()), it.removeAll());
          assertEquals(Set.of(), it.readers());
          assertEquals(Set.of(), it.writers());
        });
  }

  @Test
  void anActionThatThrowsIsReportedAndItsRegistrationEnded() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(
        reactor,
        it ->
            it.addReader(
                pair.watched(),
                () -> {
                  calls.incrementAndGet();
                  throw new IllegalStateException("reader broke");
                }));
    pair.makeReadable(1);
    assertSoon(1, () -> failures().list().size());
    settle(reactor);
    assertEquals(1, calls.get());
    use(reactor, it -> assertEquals(Set.of(), it.readers()));
    var ignored = failures().take();
  }

  @Test
  void anActionMayRemoveItself() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(
        reactor,
        it ->
            it.addReader(
                pair.watched(),
                () -> {
                  calls.incrementAndGet();
                  it.removeReader(pair.watched());
                }));
    pair.makeReadable(1);
    assertSoon(1, calls::get);
    settle(reactor);
    assertEquals(1, calls.get());
  }

  @Test
  void theReactorNeverClosesTheDescriptor() {
    var pair = subject().watchedPair();
    var reactor = started();
    use(reactor, it -> it.addReader(pair.watched(), calls::incrementAndGet));
    reactor.close();
    pair.makeReadable(3);
    eventually("it can still be read", () -> pair.drain() == 3);
  }

  @Test
  void aDescriptorMovesFromOneReactorToAnother() {
    var pair = subject().watchedPair();
    var first = started();
    use(first, it -> it.addReader(pair.watched(), () -> {}));
    use(first, it -> it.removeReader(pair.watched()));
    settle(first);
    var second = started();
    use(second, it -> it.addReader(pair.watched(), calls::incrementAndGet));
    pair.makeReadable(1);
    eventually("the second reactor sees it", () -> calls.get() > 0);
    use(second, Descriptors::removeAll);
  }

  @Test
  void registeringOffTheTurnIsRefused() {
    var pair = subject().watchedPair();
    var reactor = started();
    assertThrows(
        WrongThreadException.class,
        () -> reactor.descriptors().addReader(pair.watched(), () -> {}));
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Descriptor.of(-1));
  }
}
