package dev.triga.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.RemoteFailure;
import dev.triga.actors.codec.CborCodec;
import dev.triga.actors.codec.CodecException;
import dev.triga.reactor.Halt;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What values become on their way to another process.
class ValuesTest {
  private final Values values = values(Set.of());

  private static Values values(Set<String> packages) {
    return new Values(
        new CborCodec(),
        ValuesTest.class.getClassLoader(),
        new AllowedTypes(packages),
        new NamesOnly());
  }

  /// Locks stand for what lives in one process.
  private static final class NamesOnly implements Values.StandIns {
    @Override
    public @Nullable String outwards(Object value) {
      return value instanceof Thread thread ? thread.getName() : null;
    }

    @Override
    public Object inwards(String text) {
      return "found " + text;
    }
  }

  private @Nullable Object sent(@Nullable Object value) {
    var out = new WireOutput();
    values.write(out, value);
    var in = WireInput.of(out.toBytes());
    Object read = values.read(in);
    in.end();
    return read;
  }

  record Order(
      String item, int count, Optional<Duration> patience, List<Place> places, Instant at) {}

  record Place(String street, @Nullable Place next) {}

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "a body of its own";
      }
    }
  }

  interface Sent<T> extends Supplier<T>, Serializable {}

  interface Change extends UnaryOperator<Integer>, Serializable {}

  @Test
  void whatIsPlainArrivesAsItWas() {
    for (Object value :
        Arrays.asList(
            null,
            true,
            false,
            0,
            -1,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1.5,
            Double.NaN,
            "",
            "grüß 👋",
            (short) 7,
            'c',
            2.5f,
            Colour.RED,
            Colour.GREEN)) {
      assertThat(sent(value)).isEqualTo(value);
    }
    assertThat((byte[]) sent(new byte[] {1, -1})).containsExactly(1, -1);
  }

  @Test
  void recordsArriveWithAllThatIsInThem() {
    var order =
        new Order(
            "tea",
            3,
            Optional.of(Duration.ofMinutes(4)),
            List.of(new Place("a", new Place("b", null))),
            Instant.ofEpochSecond(1_800_000_000L, 123));
    assertThat(sent(order)).isEqualTo(order);
  }

  @Test
  void elementsOfCollectionsKeepTheirClass() {
    var place = new Place("a", null);
    assertThat(sent(List.of(place, 1, List.of("x")))).isEqualTo(List.of(place, 1, List.of("x")));
    assertThat(sent(Map.of("k", place))).isEqualTo(Map.of("k", place));
    assertThat(sent(Set.of(place))).isEqualTo(Set.of(place));
  }

  @Test
  @SuppressWarnings("unchecked")
  void functionsBringAlongWhatTheyCapture() {
    int added = 5;
    var names = List.of("a", "b");
    Sent<Change> function = () -> number -> number + added + names.size();
    var arrived = (Supplier<Change>) sent(function);
    assertThat(arrived).isNotNull();
    assertThat(arrived.get().apply(1)).isEqualTo(8);
  }

  @Test
  @SuppressWarnings("unchecked")
  void functionsMayNameTheInterfacesOfCollections() {
    Class<?> type = List.class;
    Sent<Class<?>> function = () -> type;
    assertThat(((Supplier<Class<?>>) Objects.requireNonNull(sent(function))).get())
        .isEqualTo(List.class);
  }

  @Test
  void whatLivesInOneProcessIsExchangedAlsoInsideAFunction() {
    var thread = Thread.currentThread();
    assertThat(sent(List.of(thread))).isEqualTo(List.of("found " + thread.getName()));
    Sent<Object> function = function(thread);
    assertThatThrownBy(() -> sent(function)).isInstanceOf(WireException.class);
  }

  private static Sent<Object> function(Thread captured) {
    return () -> captured;
  }

  record Holder(String name, Inner inner) implements Serializable {}

  record Inner(ReentrantLock fine, Object worker) implements Serializable {}

  @Test
  void whatCannotBeSerialisedIsNamedWithTheWayToIt() {
    var holder = new Holder("h", new Inner(new ReentrantLock(), new Object()));
    Sent<Object> function = capture(holder);
    assertThatThrownBy(() -> sent(function))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("inner.worker")
        .hasMessageContaining("java.lang.Object is not serialisable");
  }

  private static Sent<Object> capture(Holder holder) {
    return () -> holder;
  }

  @Test
  void theSenderLearnsWhatTheReceiverWouldRefuse() {
    var lock = new ReentrantLock();
    Sent<Object> function = () -> lock;
    assertThatThrownBy(() -> sent(function))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("ReentrantLock");
    assertThatThrownBy(() -> sent(lock))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("ReentrantLock");
  }

  static final class Bare {}

  @Test
  void aValueThatWouldArriveChangedIsRefusedAndLeavesTheMessageAsItWas() {
    var out = new WireOutput();
    values.write(out, 1);
    assertThatThrownBy(() -> values.write(out, List.of(2, new Bare())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Bare");
    values.write(out, 3);
    var in = WireInput.of(out.toBytes());
    assertThat(values.read(in)).isEqualTo(1);
    assertThat(values.read(in)).isEqualTo(3);
    in.end();
  }

  @Test
  void onlyTheNamedPackagesComeInWhenSomeAreNamed() {
    var strict = values(Set.of("com.acme"));
    var out = new WireOutput();
    values.write(out, new Place("a", null));
    assertThatThrownBy(() -> strict.read(WireInput.of(out.toBytes())))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("may not come out");
    var below = values(Set.of("dev.triga.actors"));
    assertThat(below.read(WireInput.of(out.toBytes()))).isEqualTo(new Place("a", null));
  }

  @Test
  void theNamesOfDangerousClassesAreRefused() {
    for (String name :
        List.of("java.lang.Runtime", "javax.management.BadAttributeValueExpException")) {
      var out = new WireOutput().putByte(14).putText(name).putBytes(new byte[] {0});
      assertThatThrownBy(() -> values.read(WireInput.of(out.toBytes())))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("may not come out");
    }
  }

  static final class Odd extends Exception {
    private static final long serialVersionUID = 1L;

    private final int number;

    Odd(int number) {
      super("odd: " + number);
      this.number = number;
    }
  }

  static final class Holding extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // What cannot be serialised is the point.
    private final Object held = new Object();
  }

  @Test
  void aFailureArrivesWithItsTypeFieldsTraceAndCause() {
    var failure = new IllegalStateException("cannot save", new Odd(7));
    var told = (Throwable) sent(failure);
    assertThat(told).isInstanceOf(IllegalStateException.class).hasMessage("cannot save");
    assertThat(told.getCause())
        .isInstanceOfSatisfying(Odd.class, odd -> assertThat(odd.number).isEqualTo(7));
    assertThat(told.getStackTrace()).isEqualTo(failure.getStackTrace());
  }

  @Test
  void whatEndsALoopArrivesAsTexts() {
    for (Throwable fatal : List.of(new OutOfMemoryError("Java heap space"), new Halt("enough"))) {
      assertThat(sent(fatal))
          .isInstanceOfSatisfying(
              RemoteFailure.class,
              remote -> assertThat(remote.type()).isEqualTo(fatal.getClass().getName()));
    }
    assertThat(sent(new StackOverflowError())).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void ofAFailureThatCannotTravelTheTextsArrive() {
    assertThat(sent(new Holding()))
        .isInstanceOfSatisfying(
            RemoteFailure.class,
            remote -> {
              assertThat(remote.type()).isEqualTo(Holding.class.getName());
              assertThat(remote.trace()).contains("ValuesTest.ofAFailureThatCannotTravel");
            });
  }
}
