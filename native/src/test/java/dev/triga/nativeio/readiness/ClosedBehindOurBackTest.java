package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.WatchHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.net.CloseReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Somebody closes a descriptor that is not his: whoever it belonged to is told as soon as the
/// system tells us, and nobody else notices.
@EnabledOnOs(OS.LINUX)
class ClosedBehindOurBackTest {
  private final CallMemory memory = CallMemory.acquire();

  @AfterEach
  void recycle() {
    memory.close();
  }

  private void closeBehindTheBackOf(StreamHandle stream) {
    String shown = stream.toString();
    int begin = "stream ".length();
    int number = Integer.parseInt(shown.substring(begin, shown.indexOf(' ', begin)));
    assertThat(Descriptors.close(memory.errno, number)).isZero();
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, mode = EnumSource.Mode.EXCLUDE, names = "IO_URING")
  void aStreamBreaksAndItsNeighboursGoOn(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair victim = fixture.accepted();
        Pair neighbour = fixture.accepted()) {
      fixture.polls(1);
      closeBehindTheBackOf(victim.handle());
      if (mode == Mode.POLL || mode == Mode.SELECT) {
        // These two look at every descriptor in each wait.
        fixture.pollUntil(() -> victim.sink().ended());
        assertThat(victim.sink().events).containsExactly("closed");
        assertThat(victim.sink().ends.getFirst().kind()).isEqualTo(CloseReason.Kind.LOST);
      } else {
        // The others have forgotten it by themselves; the next operation fails.
        assertThat(victim.handle().flush(fixture.out(new byte[1]))).isEqualTo(FlushOutcome.FAILED);
        assertThat(victim.handle().failure().kind()).isEqualTo(CloseReason.Kind.LOST);
      }
      neighbour.peerWrites("still here");
      fixture.pollUntil(() -> neighbour.sink().text().equals("still here"));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, mode = EnumSource.Mode.EXCLUDE, names = "IO_URING")
  void aPausedStreamBreaksToo(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair victim = fixture.accepted();
        Pair neighbour = fixture.accepted()) {
      victim.handle().pauseReading();
      fixture.polls(1);
      closeBehindTheBackOf(victim.handle());
      fixture.polls(3);
      victim.handle().resumeReading();
      if (mode == Mode.POLL || mode == Mode.SELECT) {
        fixture.pollUntil(() -> victim.sink().ended());
      }
      neighbour.peerWrites("still here");
      fixture.pollUntil(() -> neighbour.sink().text().equals("still here"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"POLL", "SELECT"})
  void aWatchIsGone(Mode mode) {
    List<String> gone = new ArrayList<>();
    try (var fixture = new DriverFixture(mode)) {
      int counter = EventDescriptor.create(memory.errno);
      WatchHandle watch =
          fixture.driver.watch(
              Descriptor.of(counter),
              new IgnoringSink() {
                @Override
                public void gone(String reason) {
                  gone.add(reason);
                }
              });
      watch.interest(true, false);
      fixture.polls(1);
      Descriptors.close(memory.errno, counter);
      fixture.pollUntil(() -> !gone.isEmpty());
      fixture.polls(2);
      assertThat(gone)
          .containsExactly("descriptor " + counter + " was closed while it was watched");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"POLL", "SELECT"})
  void aReactorThatCanNoLongerBeWokenSaysWhy(Mode mode) throws IOException {
    // The driver gets the number that is free now, for the only descriptor that it opens.
    int counter = EventDescriptor.create(memory.errno);
    Descriptors.close(memory.errno, counter);
    try (var fixture = new DriverFixture(mode)) {
      assertThat(Descriptors.close(memory.errno, counter)).isZero();
      assertThatThrownBy(() -> fixture.driver.poll(1_000_000_000))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("descriptor " + counter)
          .hasMessageContaining("closed by somebody else");
    }
  }
}
