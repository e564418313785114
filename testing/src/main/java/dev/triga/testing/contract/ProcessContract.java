package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.async.TimeoutFailure;
import dev.triga.net.WriteOutcome;
import dev.triga.process.ChildProcess;
import dev.triga.process.ExitStatus;
import dev.triga.process.Fifos;
import dev.triga.process.OutputLimits;
import dev.triga.process.ProcessLines;
import dev.triga.process.ProcessOutput;
import dev.triga.process.ProcessSignal;
import dev.triga.process.ProcessSpec;
import dev.triga.process.ProcessStartFailure;
import dev.triga.process.Processes;
import dev.triga.process.Redirection;
import dev.triga.reactor.ReactorStoppedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Child processes, their pipes and their ends.
abstract class ProcessContract extends ChildContract {
  private static final int MANY_BYTES = 8 << 20;
  private static final Duration SOON = Duration.ofMillis(20);

  @TempDir private Path folder;

  ProcessContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  // Pipes.

  @Test
  void whatGoesInComesOut() {
    var reactor = running();
    var cat = start(reactor, ProcessSpec.of("cat"));
    var data = pattern(MANY_BYTES);
    doOnTurn(
        reactor,
        () -> {
          assertEquals(WriteOutcome.ABOVE_HIGH_WATER, cat.child.write(ByteBuffer.wrap(data)));
          cat.child.closeInput();
        });
    assertEquals(new ExitStatus(0), await(cat.child.ended()));
    assertArrayEquals(data, cat.out.toByteArray());
    assertEquals("started", cat.events.getFirst());
    assertEquals("ended 0", cat.events.getLast());
    assertTrue(cat.events.contains("in DONE"), cat.events.toString());
    assertTrue(cat.events.contains("out DONE"), cat.events.toString());
  }

  @Test
  void aChildThatIsNotReadWaits() {
    var reactor = running();
    var child = start(reactor, shell("echo first; read x; head -c 1000000 /dev/zero; exit 3"));
    assertSoon("first\n", child::text);
    doOnTurn(
        reactor,
        () -> {
          child.child.output().pauseReading();
          child.child.write(bytes("go\n"));
        });
    assertEquals(6, child.out.size());
    assertTrue(child.child.isAlive());
    doOnTurn(reactor, () -> child.child.output().resumeReading());
    assertEquals(3, await(child.child.ended()).code());
    assertEquals(1_000_006, child.out.size());
  }

  @Test
  void standardErrorComesApart() {
    var child = start(running(), shell("echo out; echo err >&2"));
    await(child.child.ended());
    assertEquals("out\n", child.text());
    assertEquals("err\n", child.err.toString(UTF_8));
  }

  @Test
  void streamsGoWhereTheyAreSent() throws IOException {
    var reactor = running();
    var file = folder.resolve("out");
    Files.writeString(folder.resolve("in"), "from a file");
    var spec =
        shell("cat; echo err >&2")
            .withInput(Redirection.file(folder.resolve("in")))
            .withOutput(Redirection.append(file))
            .withError(Redirection.MERGE);
    var child = start(reactor, spec);
    await(child.child.ended());
    assertEquals("from a fileerr\n", Files.readString(file));
    assertEquals(List.of("started", "exited 0", "ended 0"), child.events);
    assertThrows(IllegalStateException.class, child.child::output);
    var merged = start(reactor, shell("echo a; echo b >&2").withError(Redirection.MERGE));
    await(merged.child.ended());
    assertEquals("a\nb\n", merged.text());
  }

  @Test
  void aChildThatReadsNothingLosesNothingElse() {
    var reactor = running();
    var child = start(reactor, shell("exec <&-; echo deaf; exit 2"));
    doOnTurn(reactor, () -> child.child.write(ByteBuffer.wrap(pattern(1 << 20))));
    assertEquals(2, await(child.child.ended()).code());
    assertEquals("deaf\n", child.text());
    assertTrue(child.events.contains("in LOST"), child.events.toString());
  }

  @Test
  void aChildMayCloseItsOutputAndLive() {
    var reactor = running();
    var child = start(reactor, shell("exec >&-; read x; exit 4"));
    eventually("its output ends", () -> child.events.contains("out DONE"));
    assertTrue(child.child.isAlive());
    doOnTurn(reactor, child.child::closeInput);
    assertEquals(4, await(child.child.ended()).code());
  }

  // The end.

  @Test
  void aProcessHasExitedBeforeItHasEnded() throws IOException {
    // What the child leaves behind writes when it is told to.
    var script = "mkfifo p; (read x <p; echo late) & read go; exit 3";
    var child = start(running(), shell(script).inDirectory(folder));
    child.child.write(bytes("go\n"));
    assertEquals(3, await(child.child.exited()).code());
    Files.writeString(folder.resolve("p"), "go\n");
    assertEquals(3, await(child.child.ended()).code());
    assertEquals("late\n", child.text());
    int exited = child.events.indexOf("exited 3");
    assertTrue(exited > 0 && exited < child.events.indexOf("out DONE"), child.events.toString());
    assertEquals("ended 3", child.events.getLast());
  }

  @Test
  void nobodyHasToWaitForTheHeirsOfAProcess() {
    var reactor = running();
    var child = start(reactor, shell("sleep 30 & echo $!; read go; exit 0"));
    child.child.write(bytes("go\n"));
    await(child.child.exited());
    eventually("it has said what it started", () -> child.text().endsWith("\n"));
    assertFalse(child.events.contains("ended 0"));
    doOnTurn(reactor, child.child::closePipes);
    assertEquals(0, await(child.child.ended()).code());
    ProcessHandle.of(Long.parseLong(child.text().strip())).ifPresent(ProcessHandle::destroy);
  }

  @Test
  void exitCodesAndSignalsAreTold() {
    var reactor = running();
    assertEquals(7, await(start(reactor, shell("exit 7")).child.exited()).code());
    var killed = await(start(reactor, shell("kill -9 $$")).child.exited());
    assertEquals(9, killed.signal());
    assertFalse(killed.isSuccess());
  }

  @Test
  void aStubbornProcessIsKilledWhenPatienceIsOver() {
    var child = start(running(), shell("trap '' TERM; echo ready; read x"));
    assertSoon("ready\n", child::text);
    assertEquals(9, await(child.child.terminate(SOON)).signal());
    assertFalse(child.child.terminate());
    assertFalse(child.child.kill());
    assertEquals(137, await(child.child.exited()).code());
  }

  @Test
  void aPoliteProcessIsNotKilled() {
    var child = start(running(), shell("trap 'exit 6' TERM; echo ready; read x"));
    assertSoon("ready\n", child::text);
    assertEquals(6, await(child.child.terminate(PATIENCE)).code());
  }

  @Test
  void anySignalCanBeSent() {
    var child = start(running(), shell("trap 'exit 5' USR1; echo ready; read x"));
    assertSoon("ready\n", child::text);
    assertTrue(await(child.child.signal(ProcessSignal.USR1)));
    assertEquals(5, await(child.child.ended()).code());
    assertFalse(await(child.child.signal(ProcessSignal.USR1)));
  }

  @Test
  void signalsCanBeIgnoredFromTheBeginning() {
    var spec =
        shell("echo ready; read x; exit 1").withIgnored(ProcessSignal.HUP, ProcessSignal.INT);
    var child = start(running(), spec);
    assertSoon("ready\n", child::text);
    assertTrue(await(child.child.signal(ProcessSignal.HUP)));
    assertTrue(await(child.child.signal(ProcessSignal.INT)));
    child.child.write(bytes("go on\n"));
    assertEquals(1, await(child.child.ended()).code());
  }

  @Test
  void manyAtOnceLeaveNothing() {
    var reactor = running();
    var all = new ArrayList<Deferred<ProcessOutput>>();
    for (int i = 0; i < 100; i++) {
      all.add(Processes.output(reactor, ProcessSpec.of("echo", "number " + i)));
    }
    var outputs = await(Deferred.all(all));
    for (int i = 0; i < outputs.size(); i++) {
      assertEquals("number " + i, outputs.get(i).text());
    }
    // A zombie is still a child.
    eventually("all are forgotten", () -> ProcessHandle.current().children().count() == 0);
  }

  @Test
  void aStoppingReactorEndsItsChildren() {
    var reactor = running();
    var child = start(reactor, shell("trap 'exit 6' TERM; echo ready; read x"));
    assertSoon("ready\n", child::text);
    reactor.close();
    assertEquals(6, child.child.handle().isAlive() ? -1 : child.child.exitStatus().code());
    assertEquals("ended 6", child.events.getLast());
  }

  @Test
  void aChildMayOutliveItsReactor() {
    var reactor = running();
    var spec =
        ProcessSpec.of("sleep", "30")
            .withInput(Redirection.DISCARD)
            .withOutput(Redirection.DISCARD)
            .withError(Redirection.DISCARD)
            .outlivingReactor();
    var child = start(reactor, spec);
    reactor.close();
    assertTrue(child.child.isAlive());
    assertTrue(child.child.kill());
    assertSoon(List.of("started", "exited 137", "ended 137"), () -> child.events);
  }

  @Test
  void aReactorThatHasStoppedStartsNothing() {
    var reactor = running();
    reactor.close();
    assertThrows(
        ReactorStoppedException.class,
        () -> Processes.start(reactor, ProcessSpec.of("true"), ChildRecord::new));
  }

  // What cannot be started.

  @Test
  void whatCannotBeStartedIsExplained() {
    var reactor = running();
    for (var wrong :
        List.of(
            ProcessSpec.of("no-such-program-anywhere"),
            ProcessSpec.of("./no-such-file"),
            ProcessSpec.of("cat").inDirectory(folder.resolve("missing")))) {
      var failure = failureOf(Processes.start(reactor, wrong, ChildRecord::new));
      assertInstanceOf(ProcessStartFailure.class, failure);
      String message = failure.getMessage();
      assertTrue(message.contains("there is no such") || message.contains("its folder"), message);
    }
    var failure = failureOf(Processes.start(reactor, ProcessSpec.of("/"), ChildRecord::new));
    assertTrue(failure.getMessage().startsWith("cannot start '/': "), failure.getMessage());
  }

  @Test
  void aFactoryThatThrowsLeavesNoProcess() {
    var failure =
        failureOf(
            Processes.start(
                running(),
                ProcessSpec.of("cat"),
                child -> {
                  throw new IllegalStateException("not today");
                }));
    assertEquals("not today", failure.getMessage());
  }

  @Test
  void aStartThatIsCancelledLeavesNoProcess() {
    var starting = Processes.start(running(), ProcessSpec.of("sleep", "30"), ChildRecord::new);
    starting.cancel();
    assertTrue(starting.isDone());
  }

  // Output as a value.

  @Test
  void theOutputOfAProgramIsAValue() {
    var reactor = running();
    var spec =
        shell("cat; echo $NAME; pwd; echo problem >&2; exit 3")
            .withInputText("input\n")
            .withOnlyEnvironment(Map.of("NAME", "value", "PATH", "/usr/bin:/bin"))
            .inDirectory(Path.of("/"));
    var output = await(Processes.output(reactor, spec));
    assertEquals(List.of("input", "value", "/"), output.lines());
    assertEquals("problem", output.errorText());
    assertEquals(3, output.status().code());
    var failure = assertThrows(RuntimeException.class, output::orThrow);
    assertEquals("'sh' ended with exit code 3: problem", failure.getMessage());
    assertEquals("", await(Processes.output(reactor, ProcessSpec.of("cat"))).text());
  }

  @Test
  void outputHasLimits() {
    var reactor = running();
    var limits = OutputLimits.DEFAULT.withBytesMax(100).withPatience(SOON);
    var tooMuch = Processes.output(reactor, shell("while :; do echo much; done"), limits);
    assertInstanceOf(OverflowFailure.class, failureOf(tooMuch));
    var tooLong =
        Processes.output(reactor, shell("trap '' TERM; exec sleep 30"), limits.withTimeout(SOON));
    assertInstanceOf(TimeoutFailure.class, failureOf(tooLong));
    var heirs = Processes.output(reactor, shell("(sleep 1; :) & exit 1"), limits.withDrain(SOON));
    assertEquals(1, await(heirs).status().code());
    var cancelled = Processes.output(reactor, ProcessSpec.of("sleep", "30"), limits);
    cancelled.cancel();
    eventually("all are gone", () -> ProcessHandle.current().children().count() == 0);
  }

  @Test
  void linesComeOneByOne() {
    var out = new CopyOnWriteArrayList<String>();
    var err = new CopyOnWriteArrayList<String>();
    ChildProcess child =
        await(
            Processes.start(
                running(),
                shell("printf 'one\\r\\n\\nthree'; echo 1234567 >&2"),
                process -> new ProcessLines(4, out::add, err::add)));
    await(child.ended());
    assertEquals(List.of("one", "", "thre", "e"), out);
    assertEquals(List.of("1234", "567"), err);
  }

  // Named pipes.

  @Test
  void aNamedPipeIsAConnectionOfOneDirection() {
    var reactor = running();
    var pipe = folder.resolve("pipe");
    await(Processes.output(reactor, ProcessSpec.of("mkfifo", pipe.toString())));
    var reading = Fifos.read(reactor, pipe, Recorder::new);
    var writing = Fifos.write(reactor, pipe, Recorder::new);
    var writer = await(writing);
    var reader = await(reading);
    writer.transport.write(bytes("through the pipe"));
    writer.transport.close();
    assertSoon("through the pipe", reader::text);
    eventually("both have ended", () -> reader.isLost() && writer.isLost());
    assertTrue(reader.reason().isDone() && writer.reason().isDone());
  }

  @Test
  void theOpeningOfANamedPipeCanBeGivenUp() {
    var reactor = running();
    var in = folder.resolve("in");
    var out = folder.resolve("out");
    await(Processes.output(reactor, ProcessSpec.of("mkfifo", in.toString(), out.toString())));
    assertTrue(Fifos.read(reactor, in, Recorder::new).cancel());
    assertTrue(Fifos.write(reactor, out, Recorder::new).cancel());
    var missing = Fifos.read(reactor, folder.resolve("none"), Recorder::new);
    assertInstanceOf(NoSuchFileException.class, failureOf(missing));
  }
}
