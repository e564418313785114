package dev.triga.nativeio.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.IoUringLayout;
import dev.triga.nativeio.libc.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each refusal of the kernel becomes a sentence that says what to do, and never an exception.
@EnabledOnOs(OS.LINUX)
class RefusalsTest {
  private static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(Errno.ENOSYS, "0", "needs Linux 6.0"),
        arguments(Errno.EINVAL, "0", "too old"),
        arguments(Errno.EPERM, "0", "seccomp"),
        arguments(Errno.EPERM, "1", "kernel.io_uring_group"),
        arguments(Errno.EPERM, "2", "set it to 0 with sysctl"),
        arguments(Errno.ENOMEM, "0", "ulimit -l"),
        arguments(Errno.EMFILE, "0", "ulimit -n"),
        arguments(Errno.EIO, "0", "EIO"));
  }

  private static Availability ask(RingSetup.SetupCall kernel) {
    return new RingProbe(kernel).answer();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void everyRefusalHasASentence(int errno, String setting, String advice) {
    assertThat(RingSetup.sentence(-errno, setting)).contains(advice).doesNotEndWith(".");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusedProbeIsAnAnswer(int errno, String setting, String advice) {
    Availability answer = ask((slot, entries, parameters) -> -errno);
    assertThat(answer).isInstanceOf(Availability.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({"24, 2", "23, 2", "12, 2", "11, 2", "1, 1", "38, 1"})
  void onlyARefusalThatMayPassIsAskedForAgain(int errno, int times) {
    var calls = new AtomicInteger();
    var probe =
        new RingProbe((slot, entries, parameters) -> {
          calls.incrementAndGet();
          return -errno;
        });
    assertThat(probe.answer()).isEqualTo(probe.answer());
    assertThat(calls).hasValue(times);
  }

  @Test
  void kernelsThatDoNotKnowAFlagAreAskedWithout() {
    List<Integer> asked = new ArrayList<>();
    ask((slot, entries, parameters) -> {
      asked.add(NativeMemory.getInt(parameters + IoUringLayout.PARAMS_FLAGS_OFFSET));
      return -Errno.EINVAL;
    });
    assertThat(asked).isEqualTo(RingSetup.FLAGS);
  }

  @Test
  void aKernelWithoutTheFeaturesIsTooOldAndLeavesNothingOpen() {
    int[] made = {-1};
    Availability answer =
        ask((slot, entries, parameters) -> {
          made[0] = Descriptors.open(slot, "/dev/null", Descriptors.O_RDONLY);
          return made[0];
        });
    assertThat(answer).asString().contains("too old");
    try (CallMemory memory = CallMemory.acquire()) {
      assertThat(Descriptors.control(memory.errno, made[0], Descriptors.F_GETFL, 0))
          .isEqualTo(-Errno.EBADF);
    }
  }

  @Test
  void aRingThatCannotBeMappedIsRefusedAndLeavesNothingOpen() {
    Availability answer =
        ask((slot, entries, parameters) -> {
          NativeMemory.putInt(parameters + IoUringLayout.PARAMS_FEATURES_OFFSET, -1);
          return Descriptors.open(slot, "/dev/null", Descriptors.O_RDONLY);
        });
    assertThat(answer).isInstanceOf(Availability.Unavailable.class);
  }
}
