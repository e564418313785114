package dev.triga.actors.habitat;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.cell.Cell;
import dev.triga.actors.cell.Population;
import dev.triga.loop.Turn;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// On a reactor with a thread of its own.
///
/// A thread cannot be ended from outside. One that does not come back to its loop is given up: the
/// actor counts as ended, the thread as leaked until it comes back, when it ends at once.
public final class ThreadHabitat implements Habitat {
  /// How long a thread has for coming back to its loop when its actor is killed, before it is given
  /// up.
  public static final Duration KILL_GRACE = Duration.ofMillis(500);

  private final Cell cell;
  private final Cell manager;
  private final Landlord landlord;
  private final Reactor reactor;
  private final Thread thread;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile boolean isLeaked;
  private @Nullable ScheduledCall givingUp;

  /// A place for a newcomer: its reactor, which does not run yet.
  public ThreadHabitat(Newcomer newcomer, Landlord landlord) {
    this.manager = newcomer.manager();
    this.landlord = landlord;
    String name = newcomer.spec().name();
    this.reactor = Reactor.builder().name(name).open();
    this.cell =
        new Cell(
            manager.population(),
            newcomer.id(),
            newcomer.spec(),
            newcomer.spec().kind(),
            newcomer.age(),
            reactor,
            true,
            manager.self());
    this.thread = new Thread(this::live, name);
    cell.whenKilled(cause -> ((Turn) manager.reactor()).deliver(() -> kill(cause)));
  }

  @Override
  public ActorRef reference() {
    return cell.self();
  }

  @Override
  public void boot() {
    cell.whenOver(ended -> reactor.stop());
    var ready = cell.running().thenAccept(actor -> landlord.ready());
    assert !ready.isDone();
    cell.requestStart();
    thread.start();
  }

  private void live() {
    Throwable thrown = null;
    try {
      reactor.run();
    } catch (Throwable failure) {
      thrown = failure;
    }
    if (isLeaked) {
      population().threadCameBack();
    }
    over(terminationAfter(thrown));
  }

  private Population population() {
    return manager.population();
  }

  /// How the actor ended, if it has not said so itself.
  private Termination terminationAfter(@Nullable Throwable thrown) {
    Termination said = cell.termination();
    if (said != null) {
      return said;
    }
    ActorId id = cell.id();
    if (thrown == null) {
      return new Termination(id, cell.name(), Cause.STOPPED, 0, null);
    }
    return thrown instanceof Halt halt
        ? new Termination(id, cell.name(), Cause.HALTED, halt.exitCode(), halt)
        : new Termination(id, cell.name(), Cause.FAILED, 1, thrown);
  }

  private void over(Termination ended) {
    if (isOver.compareAndSet(false, true)) {
      // In this order: whoever hears of the end finds that the manager has taken note.
      landlord.ended(ended);
      cell.declareEnded(ended);
    }
  }

  @Override
  public void stop(Cause cause) {
    cell.requestStop(cause);
  }

  @Override
  public void kill(Cause cause) {
    if (isOver.get()) {
      return; // Whoever kills an actor that has ended meanwhile has nothing to interrupt.
    }
    if (thread.getState() == Thread.State.NEW) {
      reactor.close();
      over(new Termination(cell.id(), cell.name(), cause, 1, null));
      return;
    }
    cell.requestKill(cause);
    thread.interrupt();
    if (givingUp == null) {
      try {
        givingUp = manager.reactor().schedule(KILL_GRACE, () -> giveUp(cause));
      } catch (ReactorStoppedException e) {
        // Its manager has ended, and nobody counts any more.
      }
    }
  }

  private void giveUp(Cause cause) {
    if (!isOver.get()) {
      isLeaked = true;
      reactor.stop();
      population().threadLeaked();
      manager
          .reactor()
          .log()
          .error(
              "thread '%s' of actor %s is stuck and was given up; it holds on to what it uses:%n%s"
                  .formatted(thread.getName(), cell.self(), evidence()));
      over(new Termination(cell.id(), cell.name(), cause, 1, null));
      cell.abandonChildren();
    }
  }

  @Override
  public void probe() {
    if (!isOver.get()) {
      reactor.execute(landlord::alive);
    }
  }

  @Override
  public String evidence() {
    var text = new StringBuilder();
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("    at ").append(frame).append(System.lineSeparator());
    }
    return text.toString();
  }
}
