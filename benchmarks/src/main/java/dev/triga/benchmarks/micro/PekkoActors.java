package dev.triga.benchmarks.micro;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.triga.benchmarks.harness.SecondJvm;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/// Pekko's typed actors: two in one process, or two in two processes over Artery (TCP, CBOR).
final class PekkoActors implements ActorSubject {
  private static final long LIMIT_SECONDS = 60;

  /// Artery drops what is more than its queue of 3 072 takes, so somebody has to count.
  private static final int WINDOW_REMOTE = 1_000;

  private final ActorSystem<Order> system;
  private final AutoCloseable other;
  private final long otherPid;

  /// What the sender is to do.
  private record Order(int count, int open, CompletableFuture<Integer> done) implements Step {}

  /// What the sender gets.
  private interface Step {}

  /// One of its questions was answered.
  private record Answered(boolean isFine) implements Step {}

  private PekkoActors(ActorSystem<Order> system, AutoCloseable other, long otherPid) {
    this.system = system;
    this.other = other;
    this.otherPid = otherPid;
  }

  static PekkoActors inOneProcess() {
    ActorSystem<Order> system =
        ActorSystem.create(
            Behaviors.setup(context -> {
              var receiver = context.spawn(PekkoReceiver.create(), "receiver");
              return sender(receiver, Integer.MAX_VALUE).narrow();
            }),
            "bench",
            config(false));
    return new PekkoActors(system, () -> {}, 0);
  }

  static PekkoActors inTwoProcesses() {
    SecondJvm other = SecondJvm.start(PekkoReceiver.class);
    String receiver = other.readLine();
    ActorSystem<Order> system =
        ActorSystem.create(
            Behaviors.setup(context ->
                sender(
                        ActorRefResolver.get(context.getSystem()).resolveActorRef(receiver),
                        WINDOW_REMOTE)
                    .narrow()),
            "bench",
            config(true));
    return new PekkoActors(system, other, other.pid());
  }

  /// Quiet, and with Artery on a free port of the loopback interface.
  static Config config(boolean isRemote) {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Map<String, Object> values =
        Map.of(
            "pekko.loglevel", "OFF",
            "pekko.stdout-loglevel", "OFF",
            "pekko.daemonic", "on",
            "pekko.actor.provider", isRemote ? "remote" : "local",
            "pekko.remote.artery.transport", "tcp",
            "pekko.remote.artery.canonical.hostname", "127.0.0.1",
            "pekko.remote.artery.canonical.port", 0,
            "pekko.actor.serialization-bindings",
                Map.of("\"" + PekkoReceiver.Message.class.getName() + "\"", "jackson-cbor"));
    return ConfigFactory.parseMap(values).withFallback(ConfigFactory.load());
  }

  private static Behavior<Step> sender(ActorRef<PekkoReceiver.Message> receiver, int window) {
    return Behaviors.setup(context -> new Sender(context, receiver, window));
  }

  /// Does one order at a time.
  private static final class Sender extends AbstractBehavior<Step> {
    private static final PekkoReceiver.Note NOTE = new PekkoReceiver.Note(7);
    private final ActorRef<PekkoReceiver.Message> receiver;
    private final int window;
    private CompletableFuture<Integer> done = new CompletableFuture<>();
    private int count;
    private int begun;
    private int answered;
    private boolean isTelling;

    Sender(ActorContext<Step> context, ActorRef<PekkoReceiver.Message> receiver, int window) {
      super(context);
      this.receiver = receiver;
      this.window = window;
    }

    @Override
    public Receive<Step> createReceive() {
      return newReceiveBuilder()
          .onMessage(Order.class, this::begin)
          .onMessage(Answered.class, this::goOn)
          .build();
    }

    private Behavior<Step> begin(Order order) {
      done = order.done();
      count = order.count();
      begun = 0;
      answered = 0;
      isTelling = order.open() == 0;
      if (isTelling) {
        tellSome();
      } else {
        for (int i = 0; i < order.open(); i++) {
          askNext();
        }
      }
      return this;
    }

    private void tellSome() {
      for (int i = 0; i < window && begun < count; i++, begun++) {
        receiver.tell(NOTE);
      }
      ask();
    }

    private void askNext() {
      if (begun < count) {
        begun++;
        ask();
      }
    }

    private void ask() {
      getContext()
          .ask(
              PekkoReceiver.Reply.class,
              receiver,
              Duration.ofSeconds(LIMIT_SECONDS),
              PekkoReceiver.Question::new,
              (reply, failure) -> new Answered(failure == null));
    }

    private Behavior<Step> goOn(Answered answer) {
      if (!answer.isFine()) {
        done.completeExceptionally(new IllegalStateException("no answer came"));
      } else if (!isTelling) {
        if (++answered == count) {
          done.complete(count);
        } else {
          askNext();
        }
      } else if (begun < count) {
        tellSome();
      } else {
        done.complete(count);
      }
      return this;
    }
  }

  @Override
  public void tell(int messages) {
    order(messages, 0);
  }

  @Override
  public void ask(int questions, int open) {
    order(questions, open);
  }

  private void order(int count, int open) {
    var done = new CompletableFuture<Integer>();
    system.tell(new Order(count, open, done));
    try {
      var _ = done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Pekko's actors have not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public long cpuNanosElsewhere() {
    return otherPid == 0
        ? 0
        : ProcessHandle.of(otherPid)
            .flatMap(each -> each.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toNanos();
  }

  @Override
  public void close() {
    system.terminate();
    try {
      var _ = system.getWhenTerminated().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      other.close();
    } catch (Exception e) {
      throw new IllegalStateException("Pekko does not end", e);
    }
  }
}
