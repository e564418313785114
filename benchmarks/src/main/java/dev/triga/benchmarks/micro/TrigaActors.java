package dev.triga.benchmarks.micro;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.TellOutcome;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.List;

/// Triga's actors: on two threads, in two worker processes, or in one and its arbiter.
final class TrigaActors implements ActorSubject {
  /// A receiver, how many messages, and how many questions may be open.
  private static final Command<List<?>, Integer> TELL = command("tell-it");

  private static final Command<List<?>, Integer> ASK = command("ask-it");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Integer MESSAGE = 7;

  private final Reactor reactor;
  private final ActorRef sender;
  private final ActorRef receiver;
  private final List<ProcessHandle> elsewhere;

  private TrigaActors(ActorSpec of, boolean isToArbiter) {
    reactor = Reactor.builder().name("arbiter").open().start();
    var arbiter = reactor.blockingCallFromThread(() -> Arbiter.on(reactor));
    sender =
        spawn(
            arbiter,
            of.named("sender").onAsync(TELL, TrigaActors::tell).onAsync(ASK, TrigaActors::ask));
    receiver = isToArbiter ? arbiter.self() : spawn(arbiter, of.named("receiver"));
    elsewhere =
        reactor.blockingCallFromThread(() ->
            ProcessHandle.current()
                .children()
                .filter(each -> each.info().command().orElse("").contains("java"))
                .toList());
  }

  static TrigaActors threads() {
    return new TrigaActors(ActorSpec.thread("actor"), false);
  }

  static TrigaActors processes() {
    return new TrigaActors(ActorSpec.process("actor"), false);
  }

  static TrigaActors processAndArbiter() {
    return new TrigaActors(ActorSpec.process("actor"), true);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // There is no class of a list of anything.
  private static Command<List<?>, Integer> command(String name) {
    return (Command) Command.of(name, List.class, Integer.class);
  }

  private ActorRef spawn(Arbiter arbiter, ActorSpec spec) {
    return reactor.blockingCallFromThread(() -> await(arbiter.spawn(spec)));
  }

  @Override
  public void tell(int messages) {
    order(TELL, messages, 0);
  }

  @Override
  public void ask(int questions, int open) {
    order(ASK, questions, open);
  }

  private void order(Command<List<?>, Integer> command, int count, int open) {
    int done =
        reactor.blockingCallFromThread(
            () -> await(sender.ask(command, List.of(receiver, count, open), LIMIT)));
    if (done != count) {
      throw new AssertionError("only " + done + " of " + count + " messages were handled");
    }
  }

  @Override
  public long cpuNanosElsewhere() {
    return elsewhere.stream()
        .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  @Override
  public void close() {
    reactor.close();
  }

  // What the sender does.

  private static Integer tell(Actor me, List<?> order) {
    var to = (ActorRef) order.getFirst();
    int count = (Integer) order.get(1);
    for (int sent = 0; sent < count; ) {
      TellOutcome outcome = to.tell(Commands.ECHO, MESSAGE);
      switch (outcome) {
        case QUEUED -> sent++;
        case FULL -> await(to.room());
        case TERMINATED -> throw new IllegalStateException(to + " has gone");
      }
    }
    // In turn with what was told, which may have taken the last room.
    await(to.room());
    await(to.ask(Commands.ECHO, MESSAGE));
    return count;
  }

  private static Integer ask(Actor me, List<?> order) {
    var to = (ActorRef) order.getFirst();
    int count = (Integer) order.get(1);
    var asking = new Asking(to, count, new Deferred<>(me.reactor()));
    for (int open = (Integer) order.get(2); open > 0; open--) {
      asking.next();
    }
    return await(asking.done);
  }

  /// Questions, of which each answer brings about the next one.
  private static final class Asking {
    final Deferred<Integer> done;
    private final ActorRef to;
    private final int count;
    private int asked;
    private int answered;

    Asking(ActorRef to, int count, Deferred<Integer> done) {
      this.to = to;
      this.count = count;
      this.done = done;
    }

    void next() {
      if (asked < count) {
        asked++;
        var _ =
            to.ask(Commands.ECHO, MESSAGE)
                .handle((reply, failure) -> {
                  if (failure != null) {
                    done.fail(failure);
                  } else if (++answered == count) {
                    done.succeed(answered);
                  } else {
                    next();
                  }
                  return null;
                });
      }
    }
  }
}
