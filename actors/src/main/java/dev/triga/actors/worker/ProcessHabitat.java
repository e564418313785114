package dev.triga.actors.worker;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.cell.RemoteReference;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.launch.AotCache;
import dev.triga.actors.launch.BeaconWatch;
import dev.triga.actors.launch.BootData;
import dev.triga.actors.message.Message;
import dev.triga.actors.port.PortBoard.Place;
import dev.triga.actors.remote.Peer;
import dev.triga.actors.wire.WireConnection;
import dev.triga.net.CloseReason;
import dev.triga.process.ChildProcess;
import dev.triga.process.ExitStatus;
import dev.triga.process.ProcessLines;
import dev.triga.process.ProcessSignal;
import dev.triga.process.ProcessSpec;
import dev.triga.process.Processes;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// In a process of its own: a JVM that is started for one actor and ends with it. On the arbiter's
/// turn.
public final class ProcessHabitat implements Habitat, BeaconWatch.Listener {
  /// What a worker ignores from before its JVM begins: signals to the whole process group are for
  /// the arbiter to decide upon.
  private static final ProcessSignal[] IGNORED = {
    ProcessSignal.INT,
    ProcessSignal.HUP,
    ProcessSignal.TTIN,
    ProcessSignal.TTOU,
    ProcessSignal.USR1,
    ProcessSignal.USR2,
    ProcessSignal.WINCH
  };

  /// How long a thread dump of a silent worker is waited for.
  private static final Duration DUMP_PATIENCE = Duration.ofMillis(300);

  /// How long a worker that is ended may take to follow TERM.
  private static final Duration TERM_PATIENCE = Duration.ofMillis(300);

  /// How much longer than it had for stopping a process may take to exit, once its actor has ended:
  /// what its connections were sent goes out meanwhile.
  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(2);

  /// How long what a dead process has sent before may take to be read.
  private static final Duration LAST_WORDS_PATIENCE = Duration.ofMillis(50);

  private final WorkerProcesses all;
  private final ActorId id;
  private final ActorSpec spec;
  private final int age;
  private final ActorRef manager;
  private final Landlord landlord;
  private final RemoteReference reference;
  private final WorkerOutput output;
  private @Nullable AotCache missing;
  private @Nullable ChildProcess child;
  private @Nullable BeaconWatch watch;
  private @Nullable Cause wanted;
  private @Nullable Termination lastWords;
  private @Nullable Throwable obstacle;
  private @Nullable ExitStatus exit;
  private boolean isBooted;
  private boolean isReady;

  /// Whether there is nothing more to come from it.
  private boolean isSilent;

  /// Whether it has connected for messages, so that its JVM runs and follows TERM in its own way.
  private boolean isGreeted;

  private boolean isOver;

  ProcessHabitat(WorkerProcesses all, Newcomer newcomer, Landlord landlord) {
    this.all = all;
    this.id = newcomer.id();
    this.spec = newcomer.spec();
    this.age = newcomer.age();
    this.manager = newcomer.keeper();
    this.landlord = landlord;
    reference = newcomer.manager().population().remote(id, spec.name(), all.peers().at(id), true);
    Log heard = log();
    if (isTraining()) {
      // Its JVM says much that nobody needs to know, some of it on standard error.
      heard.level(LogLevel.CRITICAL);
    }
    output = new WorkerOutput(heard);
  }

  private Reactor reactor() {
    return all.reactor();
  }

  private Log log() {
    return reactor().log().child(spec.name());
  }

  @Override
  public ActorRef reference() {
    return reference;
  }

  /// The number of the process, 0 as long as there is none.
  public long pid() {
    var started = child;
    return started == null ? 0 : started.pid();
  }

  // Starting.

  @Override
  public void boot() {
    isBooted = true;
    byte[] boot;
    try {
      boot = bootData().toBytes();
    } catch (RuntimeException e) {
      failBoot(new SpawnFailure(String.valueOf(e.getMessage()), e));
      return;
    }
    var input = ByteBuffer.allocate(Integer.BYTES + boot.length).putInt(boot.length).put(boot);
    var owner = all.owner();
    var _ =
        all.ourJvm()
            .thenCompose(jvm ->
                reactor().deferToThread(() -> WorkerCommand.of(jvm, all.settings(), spec, owner)))
            .thenCompose(command -> {
              missing = command.missing();
              return Processes.start(
                  reactor(), process(command).withInputData(input.flip()), started -> new Output());
            })
            .handle((started, failure) -> {
              if (started == null) {
                failBoot(noProcess(failure));
              } else {
                begun(started);
              }
              return null;
            });
  }

  private BootData bootData() {
    return new BootData(
        all.secret(),
        all.directory(),
        id.text(),
        manager.id().text(),
        manager.name(),
        age,
        BeaconWatch.interval(spec.timeout()),
        all.driver(),
        reactor().log().level().name(),
        all.settings().packages(),
        all.peers().values().functions().write(spec));
  }

  private ProcessSpec process(WorkerCommand command) {
    return ProcessSpec.of(command.words())
        .withOnlyEnvironment(WorkerCommand.jvm(all.settings(), spec).environment(System.getenv()))
        .withIgnored(IGNORED)
        // It is stopped as its manager says; without an arbiter it ends by itself.
        .outlivingReactor();
  }

  private void begun(ChildProcess started) {
    child = started;
    if (wanted != null) {
      started.kill();
    }
  }

  private static SpawnFailure noProcess(@Nullable Throwable failure) {
    String why = failure == null ? "" : String.valueOf(failure.getMessage());
    String advice =
        why.contains("Too many open files") ? "; raise the limit on open files (ulimit -n)" : "";
    return new SpawnFailure("its process could not be started: " + why + advice, failure);
  }

  private void failBoot(Throwable failure) {
    obstacle = failure;
    over(1);
  }

  /// Takes what the process writes, and its end.
  private final class Output extends ProcessLines {
    Output() {
      super(output::out, output::err);
    }

    @Override
    public void exited(ExitStatus status) {
      ProcessHabitat.this.exited(status);
    }

    @Override
    public void ended(ExitStatus status) {
      if (!isReady) {
        over(status.code());
      }
    }
  }

  /// It is there: it gets its ports.
  void connected(Peer peer) {
    if (isGreeted) {
      return; // It has its ports.
    }
    isGreeted = true;
    if (!SharedPorts.names(spec).stream().allMatch(all.ports()::has)) {
      log().info("is not wanted any more: its ports are closed");
      end(Cause.STOPPED);
      return;
    }
    for (String name : SharedPorts.names(spec)) {
      switch (all.ports().get(name)) {
        case Place.Open(var socket) -> peer.sendPort(name, socket);
        case Place.Reserved _ -> peer.sendPort(name);
        case Place.Own _ ->
            throw new IllegalStateException("port " + name + " is for the arbiter's process only");
      }
    }
  }

  void ready() {
    if (!isReady && wanted == null) {
      isReady = true;
      var cache = missing;
      if (cache != null) {
        all.training().wanted(cache, spec.jvmOptions());
      }
      var watching = watch;
      if (watching != null) {
        watching.begin();
      }
      landlord.ready();
    }
  }

  // Watching.

  WireConnection.Receiver beacon(WireConnection connection) {
    var made = BeaconWatch.over(reactor(), connection, spec.timeout(), this);
    watch = made;
    if (isReady) {
      made.begin();
    }
    return made;
  }

  @Override
  public void silent(BeaconWatch.Finding finding, Duration since) {
    String how =
        switch (finding) {
          case LOOP_STUCK -> "its loop has not run for %d ms, though its JVM answers";
          case JVM_SILENT -> "its JVM has not answered for %d ms";
        };
    log().error("is ended: " + how.formatted(since.toMillis()));
    kill(Cause.UNRESPONSIVE);
  }

  @Override
  public void probe() {
    // The beacon is pinged all the time.
  }

  @Override
  public long silentNanos() {
    var watching = watch;
    return watching == null ? 0 : watching.silentNanos();
  }

  @Override
  public String evidence() {
    return output.tail();
  }

  // Ending.

  @Override
  public void stop(Cause cause) {
    if (!isReady) {
      // There is nobody yet who could be asked.
      end(cause);
    } else if (!all.peers().at(id).send(new Message.Stop(id.text(), cause))) {
      kill(cause);
    }
  }

  @Override
  public void kill(Cause cause) {
    if (cause == Cause.KILLED && wanted != null && child != null) {
      child.kill(); // It was asked before, and had time.
    }
    end(cause);
  }

  private void end(Cause cause) {
    if (isOver || wanted != null) {
      return;
    }
    wanted = cause;
    var running = child;
    if (running == null) {
      if (!isBooted) {
        over(1);
      }
      return; // It is being started, and killed as soon as it is.
    }
    switch (cause) {
      case UNRESPONSIVE -> dumpThenEnd(running);
      case BOOT_TIMEOUT, STOPPED, RETIRED -> {
        if (isGreeted) {
          running.terminate(TERM_PATIENCE);
        } else {
          running.kill(); // Nothing of the actor's is there yet that could end in order.
        }
      }
      default -> running.kill();
    }
  }

  private void dumpThenEnd(ChildProcess running) {
    output.dumping();
    var _ =
        running
            .signal(ProcessSignal.QUIT)
            .handle((sent, failure) -> {
              reactor().schedule(DUMP_PATIENCE, () -> running.terminate(TERM_PATIENCE));
              return null;
            });
  }

  void lastWords(Termination termination) {
    lastWords = termination;
    var watching = watch;
    if (watching != null) {
      watching.rest();
    }
    reactor()
        .schedule(
            exitPatience(),
            () -> {
              var running = child;
              if (!isOver && running != null) {
                log().warning("has ended, but its process has not: it is killed");
                running.kill();
              }
            });
  }

  private boolean isTraining() {
    return spec.config().containsKey(CacheTraining.OUTPUT);
  }

  private Duration exitPatience() {
    if (isTraining()) {
      return CacheTraining.LIMIT; // Its JVM writes the cache when its actor has ended.
    }
    var limit = spec.shutdown().limit();
    return limit == null ? EXIT_PATIENCE : limit.plus(EXIT_PATIENCE);
  }

  void disconnected(CloseReason reason) {
    isSilent = true;
    var gone = exit;
    if (gone != null && isReady) {
      over(gone.code());
    } else if (gone == null) {
      // As a rule it ends this moment. A worker that lives on cannot be reached any more.
      reactor().schedule(EXIT_PATIENCE, () -> cutOff(reason));
    }
  }

  private void cutOff(CloseReason reason) {
    var running = child;
    if (exit == null && lastWords == null && wanted == null && running != null) {
      log().error("is ended: its connection for messages was lost, " + reason);
      wanted = Cause.LOST;
      running.kill();
    }
  }

  private void exited(ExitStatus status) {
    exit = status;
    stopWatching();
    if (isReady && (lastWords != null || isSilent)) {
      over(status.code());
    } else {
      // Its last words, or the end of what it wrote, may be on their way still.
      reactor().schedule(LAST_WORDS_PATIENCE, () -> over(status.code()));
    }
  }

  private void stopWatching() {
    var watching = watch;
    if (watching != null) {
      watch = null;
      watching.stop();
    }
  }

  private void over(int code) {
    if (isOver) {
      return;
    }
    isOver = true;
    stopWatching();
    var ended = termination(code);
    // In this order: whoever hears of the end finds that the manager has taken note, and what is
    // lost with the process has ended as it did.
    landlord.ended(ended);
    reference.ended(ended);
    all.forget(id);
  }

  private Termination termination(int code) {
    var said = lastWords;
    var asked = wanted;
    if (said != null && (asked == null || asked == said.cause())) {
      return said;
    }
    if (asked != null) {
      return new Termination(id, spec.name(), asked, code, null);
    }
    if (isReady) {
      return new Termination(id, spec.name(), Cause.LOST, code, null);
    }
    var failed = obstacle;
    return new Termination(
        id, spec.name(), Cause.BOOT_FAILED, code, failed == null ? bootFailure() : failed);
  }

  private SpawnFailure bootFailure() {
    String tail = output.tail();
    return new SpawnFailure(
        "its process ended (%s) before it was ready%s"
            .formatted(exit, tail.isEmpty() ? " and wrote nothing" : "; it wrote:\n" + tail),
        null);
  }

  @Override
  public String toString() {
    return spec.name() + " (" + id + "), process " + pid();
  }
}
