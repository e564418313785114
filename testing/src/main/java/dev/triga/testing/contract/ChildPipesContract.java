package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Availability;
import dev.triga.process.PipeDirection;
import dev.triga.process.ProcessSignal;
import dev.triga.process.ProcessSpec;
import dev.triga.process.ProcessStartFailure;
import dev.triga.process.Processes;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Pipes to child processes beyond the standard streams.
abstract class ChildPipesContract extends ChildContract {
  private static final int MANY_BYTES = 1 << 20;

  ChildPipesContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aChildReadsAndWritesFurtherPipes() {
    needs(Capability.CHILD_PIPES);
    var data = pattern(MANY_BYTES);
    var spec =
        shell("echo out; cat <&7 >&3; echo last >&9")
            .withPipe(3, PipeDirection.FROM_CHILD)
            .withPipe(7, PipeDirection.TO_CHILD)
            .withPipe(9, PipeDirection.FROM_CHILD);
    var reactor = running();
    var child = start(reactor, spec);
    doOnTurn(
        reactor,
        () -> {
          child.child.pipe(7).write(ByteBuffer.wrap(data));
          child.child.pipe(7).shutdownOutput();
        });
    assertEquals(0, await(child.child.ended()).code());
    assertArrayEquals(data, child.pipe(3).toByteArray());
    assertEquals("last\n", child.pipe(9).toString());
    assertEquals("out\n", child.text());
    for (String end : new String[] {"3 DONE", "7 DONE", "9 DONE"}) {
      assertTrue(child.events.contains(end), child.events.toString());
    }
    assertThrows(IllegalStateException.class, () -> child.child.pipe(4));
  }

  @Test
  void aChildThatClosesAPipeEndsIt() {
    needs(Capability.CHILD_PIPES);
    var child =
        start(
            running(),
            shell("exec 3>&-; read x; exit 4")
                .withPipe(3, PipeDirection.FROM_CHILD)
                .withIgnored(ProcessSignal.HUP));
    eventually("the pipe is at its end", () -> child.events.contains("3 DONE"));
    assertTrue(child.child.isAlive());
    child.child.write(bytes("\n"));
    assertEquals(4, await(child.child.ended()).code());
  }

  @Test
  void aChildThatNobodyReadsAnyMoreIsTold() {
    needs(Capability.CHILD_PIPES);
    var reactor = running();
    var child =
        start(
            reactor,
            shell("read x <&4; echo lost >&3 || exit 5")
                .withPipe(3, PipeDirection.FROM_CHILD)
                .withPipe(4, PipeDirection.TO_CHILD));
    doOnTurn(
        reactor,
        () -> {
          child.child.pipe(3).abort();
          child.child.pipe(4).write(bytes("now\n"));
        });
    assertFalse(await(child.child.ended()).isSuccess());
  }

  @Test
  void aProgramThatIsMissingEndsItsPipesToo() {
    needs(Capability.CHILD_PIPES);
    var spec =
        ProcessSpec.of("no-such-program-of-triga")
            .withPipe(3, PipeDirection.FROM_CHILD)
            .withPipe(4, PipeDirection.TO_CHILD);
    var child = start(running(), spec);
    assertEquals(127, await(child.child.ended()).code());
    assertTrue(child.err.toString().contains("no-such-program-of-triga"), child.err.toString());
  }

  @Test
  void aChildThatIsKilledAtOnceEndsItsPipesToo() {
    needs(Capability.CHILD_PIPES);
    var reactor = running();
    for (int i = 0; i < 10; i++) {
      var child =
          start(
              reactor,
              ProcessSpec.of("sleep", "60")
                  .withPipe(3, PipeDirection.FROM_CHILD)
                  .withPipe(4, PipeDirection.TO_CHILD));
      child.child.kill();
      assertFalse(await(child.child.ended()).isSuccess());
    }
  }

  @Test
  void pipesThatCannotBeAreRefused() {
    for (int descriptor : new int[] {-1, 0, 2, 10}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ProcessSpec.of("cat").withPipe(descriptor, PipeDirection.TO_CHILD));
    }
    var reactor = running();
    if (subject().supports(Capability.CHILD_PIPES) instanceof Availability.Unavailable) {
      var failure =
          failureOf(
              Processes.start(
                  reactor,
                  ProcessSpec.of("cat").withPipe(3, PipeDirection.TO_CHILD),
                  ChildRecord::new));
      assertTrue(failure instanceof ProcessStartFailure, failure.toString());
      assertTrue(
          failure.getMessage().startsWith("cannot start 'cat': only native"), failure.getMessage());
    }
  }
}
