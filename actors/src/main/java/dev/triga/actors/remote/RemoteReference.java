package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.Command;
import dev.triga.actors.MailboxFullFailure;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.Cell;
import dev.triga.actors.cell.Reference;
import dev.triga.actors.message.Message;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An actor of another process. There is one object for each such actor in a process, which has the
/// accounts of its senders. Any thread.
public final class RemoteReference extends Reference {
  private static final long serialVersionUID = 1L;

  private final transient Peer peer;
  private final int credit;
  private final transient Map<ActorId, Account> accounts = new ConcurrentHashMap<>();

  // Guarded by this.
  private transient @Nullable List<Deferred<Termination>> watching;
  private transient @Nullable Termination ended;
  private transient boolean isWatched;

  RemoteReference(Peer peer, ActorId id, String name, int credit) {
    super(id, name);
    this.peer = peer;
    this.credit = credit;
  }

  /// The process it lives in.
  Peer peer() {
    return peer;
  }

  /// How many messages of one sender it takes at a time.
  int credit() {
    return credit;
  }

  /// The account of a sender of this process.
  Account account(ActorId sender) {
    return accounts.computeIfAbsent(sender, _ -> new Account(credit));
  }

  private ActorId sender() {
    Cell sender = Cell.current();
    return sender == null || !sender.reactor().isOnTurn() ? peer.threads() : sender.id();
  }

  @Override
  public <A extends @Nullable Object> TellOutcome tell(Command<A, ?> command, A argument) {
    check(command, argument);
    if (!isAlive()) {
      return TellOutcome.TERMINATED;
    }
    ActorId sender = sender();
    Account account = account(sender);
    if (!account.take()) {
      return TellOutcome.FULL;
    }
    if (send(account, new Message.Order(id().text(), sender, command.name(), argument, 0))) {
      return TellOutcome.QUEUED;
    }
    return TellOutcome.TERMINATED;
  }

  private boolean send(Account account, Message.Order order) {
    boolean isSent = false;
    try {
      isSent = peer.send(order);
      return isSent;
    } finally {
      if (!isSent) {
        account.give(1);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // The reply is of the command's type, or the codec has failed.
  public <A extends @Nullable Object, R extends @Nullable Object> Deferred<R> ask(
      Command<A, R> command, A argument, Duration timeout) {
    check(command, argument);
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out of " + timeout + " is negative");
    }
    String what = "'" + command.name() + "' asked of " + this;
    Deferred<R> answer = owned();
    Termination over = termination();
    if (over != null) {
      answer.fail(new TerminatedFailure(what, over));
      return answer;
    }
    ActorId sender = sender();
    Account account = account(sender);
    if (!account.take()) {
      answer.fail(new MailboxFullFailure(what, toString(), credit));
      return answer;
    }
    String to = id().text();
    long number =
        peer.questions().ask((Deferred<@Nullable Object>) answer, to, what, timeout);
    try {
      if (!send(account, new Message.Order(to, sender, command.name(), argument, number))) {
        peer.questions().failed(number, new TerminatedFailure(what, peer.lost(this)));
      }
    } catch (RuntimeException e) {
      peer.questions().failed(number, e);
    }
    return answer;
  }

  private static <T extends @Nullable Object> Deferred<T> owned() {
    Reactor reactor = Reactor.current();
    return reactor == null ? new Deferred<>() : new Deferred<>(reactor);
  }

  @Override
  public Deferred<Termination> terminated() {
    Deferred<Termination> told = owned();
    boolean isFirst;
    synchronized (this) {
      if (ended != null) {
        told.succeed(ended);
        return told;
      }
      if (watching == null) {
        watching = new ArrayList<>();
      }
      watching.add(told);
      isFirst = !isWatched;
      isWatched = true;
    }
    if (isFirst) {
      peer.watch(this);
    }
    return told.onCancel(why -> unwatch(told));
  }

  private synchronized void unwatch(Deferred<Termination> told) {
    if (watching != null) {
      watching.remove(told);
    }
  }

  /// Notes that it has ended.
  ///
  /// @return whether that was news
  boolean ended(Termination termination) {
    List<Deferred<Termination>> told;
    synchronized (this) {
      if (ended != null) {
        return false;
      }
      ended = termination;
      told = watching == null ? List.of() : watching;
      watching = null;
    }
    peer.questions().ended(id().text(), termination);
    accounts.values().forEach(a -> a.end(new TerminatedFailure("room at " + this, termination)));
    accounts.clear();
    told.forEach(one -> one.succeed(termination));
    return true;
  }

  private synchronized @Nullable Termination termination() {
    return ended;
  }

  @Override
  public boolean isAlive() {
    return termination() == null;
  }

  @Override
  public Deferred<@Nullable Void> room() {
    Termination over = termination();
    if (over != null) {
      Deferred<@Nullable Void> none = owned();
      none.fail(new TerminatedFailure("room at " + this, over));
      return none;
    }
    return account(sender()).room(Reactor.current());
  }

  @Override
  public Deferred<Termination> stop() {
    var told = terminated();
    peer.send(new Message.Stop(id().text(), Termination.Cause.STOPPED));
    return told;
  }

  @Override
  public Deferred<Termination> kill() {
    var told = terminated();
    peer.kill(this);
    return told;
  }
}
