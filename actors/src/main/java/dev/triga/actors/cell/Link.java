package dev.triga.actors.cell;

import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ScheduledCall;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The account of one sender with one receiver: how many messages it may still send, and which of
/// its questions are open.
///
/// An actor's link is used on that actor's turn only. Threads without an actor share one link per
/// receiver, under its lock; see [#isShared].
///
/// The counts of what was sent and what was handled are each written by one side only, so that
/// sending and handling cost no atomic read-modify-write: the difference is what is on its way.
final class Link implements Account {
  private static final VarHandle HANDLED;

  static {
    try {
      HANDLED = MethodHandles.lookup().findVarHandle(Link.class, "handled", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Cell receiver;
  private final @Nullable Cell sender;
  private final boolean isShared;

  /// Where time is counted for the open questions.
  private final Reactor keeper;

  private final int credit;
  private final Deferred<?> watching;

  private long sent;

  /// What was handled when it was last looked at, so that the receiver keeps its cache line.
  private long handledSeen;

  /// Written on the receiver's turn.
  private long handled;

  /// Those that wait for room; on the receiver's turn.
  private final List<Wanting> wantRoom = new ArrayList<>(0);

  private final ArrayDeque<Question<?>> open = new ArrayDeque<>(0);
  private @Nullable ScheduledCall sweep;
  private @Nullable Termination termination;

  private Link(Cell receiver, @Nullable Cell sender) {
    this.receiver = receiver;
    this.sender = sender;
    this.isShared = sender == null;
    this.keeper = sender == null ? receiver.population().keeper(receiver) : sender.reactor();
    this.credit = receiver.spec().credit();
    Deferred<Termination> ended = receiver.ended();
    this.watching = (sender == null ? ended : ended.on(keeper)).thenAccept(this::receiverEnded);
  }

  /// The link of an actor, made by it.
  static Link of(Cell sender, Cell receiver) {
    return new Link(receiver, sender);
  }

  /// The link of all threads that have no actor.
  static Link shared(Cell receiver) {
    return new Link(receiver, null);
  }

  /// The link of whoever is calling.
  static Link ofSender(Cell receiver) {
    Cell sender = Cell.current();
    return sender != null && sender.turn.isOnTurn()
        ? sender.linkTo(receiver)
        : receiver.sharedLink();
  }

  Cell receiver() {
    return receiver;
  }

  /// Takes the right to send one message.
  ///
  /// @return false when the receiver has as many as it takes
  boolean take() {
    if (isShared) {
      synchronized (this) {
        return takeOne();
      }
    }
    return takeOne();
  }

  private boolean takeOne() {
    if (sent - handledSeen >= credit) {
      handledSeen = (long) HANDLED.getAcquire(this);
      if (sent - handledSeen >= credit) {
        return false;
      }
    }
    sent++;
    return true;
  }

  /// Gives the right back to send one message.
  @Override
  public void release() {
    HANDLED.setRelease(this, handled + 1);
    if (!wantRoom.isEmpty()) {
      letIn();
    }
  }

  /// One who waits for room.
  ///
  /// @param handledAt how many messages have to be handled first
  private record Wanting(Deferred<@Nullable Void> room, long handledAt) {}

  private void letIn() {
    for (Wanting one : List.copyOf(wantRoom)) {
      if (handled >= one.handledAt()) {
        wantRoom.remove(one);
        one.room().succeed(Nothing.nothing());
      }
    }
  }

  /// Succeeds when there is room for half of the credit, so that a sender that fills it up again
  /// does not have to ask for each message.
  Deferred<@Nullable Void> room(@Nullable Reactor owner) {
    Deferred<@Nullable Void> room = owner == null ? new Deferred<>() : new Deferred<>(owner);
    var wanting = new Wanting(room, sentSoFar() - credit / 2);
    // A receiver that is stuck takes note of nothing any more; its end is told all the same.
    var over = receiver.ended().thenAccept(how -> room.fail(new TerminatedFailure("room", how)));
    var _ = room.handle((nothing, failure) -> over.cancel());
    receiver.turn.deliver(() -> {
      Termination ended = receiver.termination();
      if (ended != null) {
        room.fail(new TerminatedFailure("room", ended));
      } else if (handled >= wanting.handledAt()) {
        room.succeed(Nothing.nothing());
      } else {
        wantRoom.add(wanting);
        receiver.mailbox.wantsRoom(this);
      }
    });
    return room;
  }

  private long sentSoFar() {
    if (isShared) {
      synchronized (this) {
        return sent;
      }
    }
    return sent;
  }

  @Override
  public void noMoreRoom(Termination ended) {
    List<Wanting> waiting = List.copyOf(wantRoom);
    wantRoom.clear();
    waiting.forEach(one -> one.room().fail(new TerminatedFailure("room", ended)));
  }

  /// Takes a question down as open, before it is sent.
  ///
  /// @return false if the receiver has ended, and the question with it
  boolean expect(Question<?> question, Duration timeout) {
    if (isShared) {
      synchronized (this) {
        return expectOne(question, timeout);
      }
    }
    return expectOne(question, timeout);
  }

  private boolean expectOne(Question<?> question, Duration timeout) {
    if (termination != null) {
      question.fail(new TerminatedFailure(question.what(), termination));
      return false;
    }
    while (!open.isEmpty() && open.getFirst().isDone()) {
      open.removeFirst();
    }
    if (open.size() >= 2 * credit) {
      // The first one takes long and hides those after it that are done.
      open.removeIf(Deferred::isDone);
    }
    long now = keeper.clock().nanoTime();
    long nanos = nanos(timeout);
    question.deadline = now + nanos;
    question.timeout = timeout;
    open.addLast(question);
    try {
      if (sweep == null) {
        sweep = keeper.schedule(timeout, this::sweep);
      } else {
        sweep.resetIfEarlier(timeout);
      }
    } catch (ReactorStoppedException e) {
      // Nobody counts time any more; the end of the receiver is told all the same.
    }
    return true;
  }

  private static long nanos(Duration timeout) {
    // Half of what fits, so that sums with any reading of a clock compare right.
    return timeout.toSeconds() > Long.MAX_VALUE / 2_000_000_000L
        ? Long.MAX_VALUE / 2
        : timeout.toNanos();
  }

  private void sweep() {
    if (isShared) {
      synchronized (this) {
        sweepOpen();
      }
    } else {
      sweepOpen();
    }
  }

  private void sweepOpen() {
    sweep = null;
    open.removeIf(Deferred::isDone);
    long now = keeper.clock().nanoTime();
    long next = Long.MAX_VALUE;
    for (Question<?> question : open) {
      long left = question.deadline - now;
      if (left <= 0) {
        question.fail(new TimeoutFailure(question.what(), question.timeout));
      } else {
        next = Math.min(next, left);
      }
    }
    open.removeIf(Deferred::isDone);
    if (!open.isEmpty()) {
      sweep = keeper.schedule(Duration.ofNanos(next), this::sweep);
    }
  }

  private void receiverEnded(Termination ended) {
    if (isShared) {
      synchronized (this) {
        failOpen(ended);
      }
    } else {
      failOpen(ended);
    }
  }

  private void failOpen(Termination ended) {
    termination = ended;
    open.forEach(question -> question.fail(new TerminatedFailure(question.what(), ended)));
    open.clear();
    drop();
    if (sender != null) {
      sender.forgetLink(this);
    }
  }

  private void drop() {
    if (sweep != null) {
      sweep.cancel();
      sweep = null;
    }
  }

  /// Its sender has ended, and does not want answers any more.
  void close() {
    watching.cancel();
    drop();
    // Whoever has passed one of them on still waits for it, and no sweep comes any more.
    List.copyOf(open).forEach(Deferred::cancel);
    open.clear();
  }
}
