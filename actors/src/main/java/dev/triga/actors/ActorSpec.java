package dev.triga.actors;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is to be started: where an actor lives, what it does, and how it is looked after.
///
/// Immutable; each method that sets something gives a new one, so a spec can be a constant and
/// start any number of actors.
///
/// ```java
/// static final ActorSpec GREETER =
///     ActorSpec.process("greeter")
///         .on(GREET, (actor, name) -> "Hello " + name)
///         .restart(Restart.PERMANENT);
/// ```
///
/// A spec for [ActorKind#PROCESS] travels: what its functions capture has to be serialisable.
@SuppressWarnings("serial") // Its lists and maps are the immutable ones of java.util.
public final class ActorSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  /// How long a name may be.
  public static final int NAME_LENGTH_MAX = 100;

  /// How many messages of one sender an actor has at a time, unless [#credit] says otherwise.
  public static final int DEFAULT_CREDIT = 1_024;

  /// How long an actor may take until it is ready, unless [#bootDeadline] says otherwise: 30 s,
  /// because a process that is started beside busy ones took more than ten.
  public static final Duration DEFAULT_BOOT_DEADLINE = Duration.ofSeconds(30);

  /// How long an actor may be silent, unless [#timeout] says otherwise.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /// How many threads work for a CPU-bound actor, unless [#threadWorkers] says otherwise.
  public static final int DEFAULT_THREAD_WORKERS = 5;

  /// An answer of a spec.
  ///
  /// @param command what it answers
  /// @param answer what it does
  /// @param isCoroutine whether it may await
  public record Answering(Command<?, ?> command, Answer<?, ?> answer, boolean isCoroutine)
      implements Serializable {}

  private final ActorKind kind;
  private String name;
  private @Nullable Class<? extends Behaviour> behaviour;
  private transient List<Answering> answers = List.of();
  private @Nullable Hook onStart;
  private @Nullable Hook onStopping;
  private @Nullable Hook onPeriodic;
  private @Nullable InfoHook onInfo;
  private @Nullable SpecHook onParams;
  private @Nullable Duration period;
  private Restart restart = Restart.TEMPORARY;
  private transient Shutdown shutdown = Shutdown.DEFAULT;
  private boolean isSignificant;
  private transient Supervision supervision = Supervision.DEFAULT;
  private FailurePolicy failurePolicy = FailurePolicy.REPORT;
  private int credit = DEFAULT_CREDIT;
  private int concurrency = 1;
  private Duration bootDeadline = DEFAULT_BOOT_DEADLINE;
  private Duration timeout = DEFAULT_TIMEOUT;
  private int threadWorkers = DEFAULT_THREAD_WORKERS;
  private @Nullable String group;
  private Map<String, Object> config = Map.of();
  private List<String> jvmOptions = List.of();

  private ActorSpec(ActorKind kind, String name) {
    this.kind = kind;
    this.name = checkedName(name);
  }

  private ActorSpec(ActorSpec other, ActorKind kind) {
    this.kind = kind;
    name = other.name;
    behaviour = other.behaviour;
    answers = other.answers;
    onStart = other.onStart;
    onStopping = other.onStopping;
    onPeriodic = other.onPeriodic;
    onInfo = other.onInfo;
    onParams = other.onParams;
    period = other.period;
    restart = other.restart;
    shutdown = other.shutdown;
    isSignificant = other.isSignificant;
    supervision = other.supervision;
    failurePolicy = other.failurePolicy;
    credit = other.credit;
    concurrency = other.concurrency;
    bootDeadline = other.bootDeadline;
    timeout = other.timeout;
    threadWorkers = other.threadWorkers;
    group = other.group;
    config = other.config;
    jvmOptions = other.jvmOptions;
  }

  /// Its records go by their parts: what Java's serialisation does for the first record that it
  /// reads takes a tenth of a worker's start.
  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeObject(shutdown.limit());
    out.writeObject(supervision.strategy());
    out.writeInt(supervision.intensity());
    out.writeObject(supervision.period());
    out.writeObject(supervision.firstPause());
    out.writeObject(supervision.longestPause());
    out.writeObject(supervision.autoShutdown());
    out.writeInt(answers.size());
    for (Answering answering : answers) {
      out.writeUTF(answering.command().name());
      out.writeObject(answering.command().argument());
      out.writeObject(answering.command().reply());
      out.writeObject(answering.answer());
      out.writeBoolean(answering.isCoroutine());
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    shutdown = new Shutdown((Duration) in.readObject());
    supervision =
        new Supervision(
            (Strategy) in.readObject(),
            in.readInt(),
            (Duration) in.readObject(),
            (Duration) in.readObject(),
            (Duration) in.readObject(),
            (AutoShutdown) in.readObject());
    var read = new ArrayList<Answering>();
    for (int left = in.readInt(); left > 0; left--) {
      var command =
          new Command<>(in.readUTF(), (Class<?>) in.readObject(), (Class<?>) in.readObject());
      read.add(new Answering(command, (Answer<?, ?>) in.readObject(), in.readBoolean()));
    }
    answers = List.copyOf(read);
  }

  /// Checks a name for an actor.
  ///
  /// @throws IllegalArgumentException if it is empty, longer than [#NAME_LENGTH_MAX], or has
  ///   characters that would be unreadable in a log: blanks, control characters, `/`
  static String checkedName(String name) {
    boolean isFit =
        !name.isEmpty()
            && name.length() <= NAME_LENGTH_MAX
            && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/');
    if (!isFit) {
      throw new IllegalArgumentException(
          "'%s' is no name for an actor: 1 to %d printable ASCII characters other than '/' are needed"
              .formatted(name, NAME_LENGTH_MAX));
    }
    return name;
  }

  /// An actor in a process of its own.
  ///
  /// @param name unlike that of any actor that lives when it starts
  public static ActorSpec process(String name) {
    return new ActorSpec(ActorKind.PROCESS, name);
  }

  /// An actor in a process of its own that does what a class says.
  public static ActorSpec process(String name, Class<? extends Behaviour> behaviour) {
    return process(name).behaviour(behaviour);
  }

  /// An actor on a thread of its own.
  ///
  /// @param name unlike that of any actor that lives when it starts
  public static ActorSpec thread(String name) {
    return new ActorSpec(ActorKind.THREAD, name);
  }

  /// An actor on a thread of its own that does what a class says.
  public static ActorSpec thread(String name, Class<? extends Behaviour> behaviour) {
    return thread(name).behaviour(behaviour);
  }

  /// An actor on the reactor of whoever starts it.
  ///
  /// @param name unlike that of any actor that lives when it starts
  public static ActorSpec local(String name) {
    return new ActorSpec(ActorKind.LOCAL, name);
  }

  /// An actor on the reactor of whoever starts it that does what a class says.
  public static ActorSpec local(String name, Class<? extends Behaviour> behaviour) {
    return local(name).behaviour(behaviour);
  }

  private ActorSpec with(Consumer<ActorSpec> change) {
    ActorSpec copy = new ActorSpec(this, kind);
    change.accept(copy);
    return copy;
  }

  /// The same under another name.
  public ActorSpec named(String name) {
    return with(spec -> spec.name = checkedName(name));
  }

  /// The same actor living elsewhere.
  public ActorSpec as(ActorKind kind) {
    return new ActorSpec(this, Objects.requireNonNull(kind, "kind"));
  }

  // What it does.

  /// Does what a class says, besides what is said here with [#on]; its hooks come before those said
  /// here.
  public ActorSpec behaviour(Class<? extends Behaviour> behaviour) {
    return with(spec -> spec.behaviour = Objects.requireNonNull(behaviour, "behaviour"));
  }

  /// Answers a command with a call on the actor's turn; see [Answers#command].
  ///
  /// @throws IllegalArgumentException if the command has an answer here already or is built in
  public <A extends @Nullable Object, R extends @Nullable Object> ActorSpec on(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    return answering(new Answering(command, answer, false));
  }

  /// Answers a command with a coroutine on the actor's turn; see [Answers#coroutine].
  ///
  /// @throws IllegalArgumentException if the command has an answer here already or is built in
  public <A extends @Nullable Object, R extends @Nullable Object> ActorSpec onAsync(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    return answering(new Answering(command, answer, true));
  }

  private ActorSpec answering(Answering added) {
    String command = added.command().name();
    Objects.requireNonNull(added.answer(), "answer");
    if (Commands.isBuiltIn(command)) {
      throw new IllegalArgumentException(
          "'" + command + "' is built in; give the command another name");
    }
    if (answers.stream().anyMatch(known -> known.command().name().equals(command))) {
      throw new IllegalArgumentException("'" + command + "' has an answer already");
    }
    List<Answering> more = new ArrayList<>(answers);
    more.add(added);
    return with(spec -> spec.answers = List.copyOf(more));
  }

  /// Is called when the actor is known to its manager and about to run; a failure fails the start.
  public ActorSpec onStart(Hook hook) {
    return with(spec -> spec.onStart = hook);
  }

  /// Is called when the actor begins to stop. A failure is reported.
  public ActorSpec onStopping(Hook hook) {
    return with(spec -> spec.onStopping = hook);
  }

  /// Is called at each period, never twice at once. A failure is reported, and under
  /// [FailurePolicy#STOP] ends the actor.
  public ActorSpec onPeriodic(Duration period, Hook hook) {
    return every(period).with(spec -> spec.onPeriodic = hook);
  }

  /// How often [Behaviour#onPeriodic] is called; not at all unless this is said.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public ActorSpec every(Duration period) {
    positive("a period", period);
    return with(spec -> spec.period = period);
  }

  /// Adds to what the actor tells about itself.
  public ActorSpec onInfo(InfoHook hook) {
    return with(spec -> spec.onInfo = hook);
  }

  /// Has the last word on what this actor starts.
  public ActorSpec onParams(SpecHook hook) {
    return with(spec -> spec.onParams = hook);
  }

  // Its mailbox.

  /// How many messages of one sender it has at a time, in hand and waiting. What is above that is
  /// refused with [TellOutcome#FULL].
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ActorSpec credit(int messages) {
    atLeastOne("a credit", messages);
    return with(spec -> spec.credit = messages);
  }

  /// Lets so many answers be in progress at once, for answers that await. One after the other is
  /// the default: then nothing else of the mailbox runs while an answer awaits.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ActorSpec concurrent(int answersAtOnce) {
    atLeastOne("a number of answers at once", answersAtOnce);
    return with(spec -> spec.concurrency = answersAtOnce);
  }

  /// What a failure of a told message does; [FailurePolicy#REPORT] by default.
  public ActorSpec onFailure(FailurePolicy policy) {
    return with(spec -> spec.failurePolicy = Objects.requireNonNull(policy, "policy"));
  }

  /// A group that it belongs to as long as it lives; see [Actor#group].
  public ActorSpec group(String group) {
    return with(spec -> spec.group = checkedName(group));
  }

  // How it is looked after.

  /// When it is started again; [Restart#TEMPORARY] by default.
  public ActorSpec restart(Restart restart) {
    return with(spec -> spec.restart = Objects.requireNonNull(restart, "restart"));
  }

  /// How long it has for stopping.
  public ActorSpec shutdown(Shutdown shutdown) {
    return with(spec -> spec.shutdown = Objects.requireNonNull(shutdown, "shutdown"));
  }

  /// Makes it count for the [AutoShutdown] of its supervisor when it ends by itself.
  public ActorSpec significant() {
    return with(spec -> spec.isSignificant = true);
  }

  /// How it looks after the actors that it starts itself.
  public ActorSpec supervision(Supervision supervision) {
    return with(spec -> spec.supervision = Objects.requireNonNull(supervision, "supervision"));
  }

  /// How long it may take until it is ready; then it is ended and its start fails.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public ActorSpec bootDeadline(Duration deadline) {
    positive("a boot deadline", deadline);
    return with(spec -> spec.bootDeadline = deadline);
  }

  /// How long it may give no sign of life; then it is ended and, by its restart type, replaced. For
  /// threads and processes.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public ActorSpec timeout(Duration silence) {
    positive("a time-out", silence);
    return with(spec -> spec.timeout = silence);
  }

  // What it has.

  /// How many threads [Actor#compute] has at most; they are started on demand.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ActorSpec threadWorkers(int threads) {
    atLeastOne("a number of threads", threads);
    return with(spec -> spec.threadWorkers = threads);
  }

  /// A value that the actor finds in its [config][Actor#config()].
  ///
  /// @param value a string, number, boolean, or a list or map of these
  public ActorSpec config(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(config);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return with(spec -> spec.config = Collections.unmodifiableMap(more));
  }

  /// Options for the virtual machine of a process, such as `-Xmx256m`, after those that it
  /// inherits.
  public ActorSpec jvmOptions(String... options) {
    return with(spec -> spec.jvmOptions = List.of(options));
  }

  private static void positive(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " of " + duration + " is not positive");
    }
  }

  private static void atLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " of " + number + " is less than 1");
    }
  }

  // What was said.

  /// Where it lives.
  public ActorKind kind() {
    return kind;
  }

  /// What it is called.
  public String name() {
    return name;
  }

  /// The class that says what it does.
  public @Nullable Class<? extends Behaviour> behaviour() {
    return behaviour;
  }

  /// The answers said here.
  public List<Answering> answers() {
    return answers;
  }

  /// The start hook said here.
  public @Nullable Hook onStart() {
    return onStart;
  }

  /// The stopping hook said here.
  public @Nullable Hook onStopping() {
    return onStopping;
  }

  /// The periodic hook said here.
  public @Nullable Hook onPeriodic() {
    return onPeriodic;
  }

  /// The info hook said here.
  public @Nullable InfoHook onInfo() {
    return onInfo;
  }

  /// The hook on specs said here.
  public @Nullable SpecHook onParams() {
    return onParams;
  }

  /// How often the periodic hooks are called; null for not at all.
  public @Nullable Duration period() {
    return period;
  }

  /// When it is started again.
  public Restart restart() {
    return restart;
  }

  /// How long it has for stopping.
  public Shutdown shutdown() {
    return shutdown;
  }

  /// Whether it counts for the auto-shutdown of its supervisor.
  public boolean isSignificant() {
    return isSignificant;
  }

  /// How it looks after those that it starts.
  public Supervision supervision() {
    return supervision;
  }

  /// What a failure of a told message does.
  public FailurePolicy failurePolicy() {
    return failurePolicy;
  }

  /// How many messages of one sender it has at a time.
  public int credit() {
    return credit;
  }

  /// How many answers may be in progress at once.
  public int concurrency() {
    return concurrency;
  }

  /// How long it may take until it is ready.
  public Duration bootDeadline() {
    return bootDeadline;
  }

  /// How long it may be silent.
  public Duration timeout() {
    return timeout;
  }

  /// How many threads compute for it at most.
  public int threadWorkers() {
    return threadWorkers;
  }

  /// The group it belongs to.
  public @Nullable String group() {
    return group;
  }

  /// What its config begins with.
  public Map<String, Object> config() {
    return config;
  }

  /// Options for its virtual machine.
  public List<String> jvmOptions() {
    return jvmOptions;
  }

  @Override
  public String toString() {
    return "ActorSpec[" + kind + " " + name + "]";
  }
}
