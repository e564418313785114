package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.nativeio.uring.NeedsRing;
import dev.triga.process.ProcessSpec;
import dev.triga.process.ProcessStartFailure;
import dev.triga.process.Processes;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A child is started without what its pipes would like to have, or it is said why not.
@TrigaTest
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class ChildrenWithoutDescriptorsTest {
  private static String output(Reactor reactor) throws Exception {
    var running = Processes.output(reactor, ProcessSpec.of("echo", "hello"));
    return running.toCompletableFuture().get(20, TimeUnit.SECONDS).text();
  }

  private static Throwable failure(Reactor reactor) {
    var thrown = catchThrowable(() -> output(reactor));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return thrown.getCause();
  }

  @Test
  void aDriverThatCannotTakeThePipesLeavesThemToThreads() throws Exception {
    NeedsRing.check();
    try (var reactor = Reactor.builder().driver("io_uring").open();
        var faults = new FaultScript()) {
      reactor.start();
      faults.fail("epoll_create1", Errno.EMFILE, 1);
      assertThat(output(reactor)).isEqualTo("hello");
      assertThat(faults.failures()).isEqualTo(1);
      assertThat(output(reactor)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void aPipeThatCannotBeTakenOverIsAFailureToStart(String driver) throws Exception {
    if (driver.equals("io_uring")) {
      NeedsRing.check();
    }
    try (var reactor = Reactor.builder().driver(driver).open()) {
      reactor.start();
      assertThat(output(reactor)).isEqualTo("hello");
      int open = DriverFixture.openDescriptors();
      try (var faults = new FaultScript()) {
        faults.fail("fcntl", Errno.EBADF, 1);
        assertThat(failure(reactor))
            .isInstanceOf(ProcessStartFailure.class)
            .hasMessageContaining("cannot start 'echo': ")
            .hasMessageContaining("EBADF");
      }
      assertThat(output(reactor)).isEqualTo("hello");
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  @Test
  void aPipeThatCannotBeMadeIsAFailureToStartWithAdvice() throws Exception {
    try (var reactor = Reactor.builder().driver("epoll").open()) {
      reactor.start();
      assertThat(output(reactor)).isEqualTo("hello");
      int open = DriverFixture.openDescriptors();
      try (var faults = new FaultScript()) {
        faults.fail("pipe2", Errno.EMFILE, 1);
        assertThat(failure(reactor))
            .isInstanceOf(ProcessStartFailure.class)
            .hasMessageContaining("cannot start 'echo': ")
            .hasMessageContaining("ulimit -n");
      }
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }
}
