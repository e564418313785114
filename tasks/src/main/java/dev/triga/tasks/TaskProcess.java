package dev.triga.tasks;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Shutdown;
import dev.triga.actors.wire.Values;
import dev.triga.reactor.LogLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The inside of a worker process: an actor that takes parcels of tasks, and one thread that does
/// them, so that the actor can always be spoken to. On the actor's turn, but for what it says.
final class TaskProcess {
  /// How many actions it keeps. The pool knows that too, and sends again what is forgotten.
  static final int ACTIONS_MAX = 16;

  private static final String PLACE = "tasks";

  /// How long it may take to stop when nothing of it is wanted any more.
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  /// On a machine that has much else to do; nobody waits for one process alone.
  private static final Duration BOOT_DEADLINE = Duration.ofSeconds(30);

  /// A parcel, two reports and what is told at a time.
  private static final int ANSWERS_AT_ONCE = 8;

  private final Actor actor;
  private final Values values = TaskValues.fresh();
  private final Executor thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("tasks").factory());
  private final Map<Long, Action<@Nullable Object, @Nullable Object>> actions = recent();
  private @Nullable SharedWord word;
  private @Nullable ParcelRun run;

  private TaskProcess(Actor actor) {
    this.actor = actor;
  }

  /// What the actor of a process is.
  @SuppressWarnings("NullAway") // Nothing is the answer to what is only told.
  static ActorSpec spec(String name) {
    return ActorSpec.process(name)
        .concurrent(ANSWERS_AT_ONCE)
        .bootDeadline(BOOT_DEADLINE)
        .shutdown(Shutdown.after(SHUTDOWN))
        .onStart(TaskProcess::start)
        .on(TaskCommands.SHARE, (actor, file) -> of(actor).share(file))
        .onAsync(TaskCommands.DO, (actor, parcel) -> await(of(actor).begin(parcel).report()))
        .onAsync(TaskCommands.MORE, (actor, number) -> await(of(actor).run(number).report()))
        .on(TaskCommands.FLUSH, (actor, number) -> of(actor).flush(number))
        .on(TaskCommands.INTERRUPT, (actor, number) -> of(actor).interrupt(number));
  }

  /// The actions that were used last, as a map that forgets the others.
  static <V> Map<Long, V> recent() {
    return new LinkedHashMap<>(ACTIONS_MAX, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > ACTIONS_MAX;
      }
    };
  }

  private static void start(Actor actor) {
    // Nothing of a user's runs on this loop: that it was slow to begin is nobody's concern.
    actor.reactor().log().level(LogLevel.ERROR);
    actor.extra().put(PLACE, new TaskProcess(actor));
  }

  private static TaskProcess of(Actor actor) {
    return (TaskProcess) Objects.requireNonNull(actor.extra().get(PLACE));
  }

  private long share(String file) throws IOException {
    word = SharedWord.map(Path.of(file));
    return ProcessHandle.current().pid();
  }

  private ParcelRun begin(byte[] bytes) {
    Parcel parcel = Parcel.of(bytes);
    var begun =
        new ParcelRun(
            parcel,
            action(parcel),
            values,
            Objects.requireNonNull(word, "no word is shared yet"),
            actor.reactor());
    run = begun;
    thread.execute(begun);
    return begun;
  }

  private Action<@Nullable Object, @Nullable Object> action(Parcel parcel) {
    byte[] bytes = parcel.action();
    if (bytes != null) {
      actions.put(parcel.actionId(), read(bytes));
    }
    return Objects.requireNonNull(actions.get(parcel.actionId()), "the action did not come");
  }

  @SuppressWarnings("unchecked") // The pool has sent an action.
  private Action<@Nullable Object, @Nullable Object> read(byte[] bytes) {
    try {
      return (Action<@Nullable Object, @Nullable Object>) values.functions().read(bytes);
    } catch (RuntimeException e) {
      // Each task tells: there is nobody else to tell.
      return task -> {
        throw e;
      };
    }
  }

  private ParcelRun run(long number) {
    var running = run;
    if (running == null || running.number() != number) {
      throw new IllegalStateException("parcel " + number + " is not in hand");
    }
    return running;
  }

  private @Nullable Void flush(long number) {
    var running = run;
    if (running != null && running.number() == number) {
      running.flush();
    }
    return null;
  }

  private @Nullable Void interrupt(long number) {
    var running = run;
    if (running != null && running.number() == number) {
      running.interrupt();
    }
    return null;
  }
}
