package dev.triga.actors.habitat;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Termination;
import dev.triga.actors.cell.Cell;

/// On the reactor of the manager.
public final class LocalHabitat implements Habitat {
  private final Cell cell;
  private final Landlord landlord;

  /// A place for a newcomer.
  public LocalHabitat(Newcomer newcomer, Landlord landlord) {
    this(
        new Cell(
            newcomer.manager().population(),
            newcomer.id(),
            newcomer.spec(),
            newcomer.spec().kind(),
            newcomer.age(),
            newcomer.manager().reactor(),
            false,
            newcomer.manager().self()),
        landlord);
  }

  /// A place with an actor in it that has not begun.
  public LocalHabitat(Cell cell, Landlord landlord) {
    this.cell = cell;
    this.landlord = landlord;
    var _ = cell.ended().thenAccept(landlord::ended);
  }

  @Override
  public ActorRef reference() {
    return cell.self();
  }

  @Override
  public void boot() {
    var ready = cell.running().thenAccept(actor -> landlord.ready());
    assert !ready.isDone();
    cell.requestStart();
  }

  @Override
  public void stop(Termination.Cause cause) {
    cell.requestStop(cause);
  }

  @Override
  public void kill(Termination.Cause cause) {
    cell.requestKill(cause);
  }

  @Override
  public void probe() {
    landlord.alive();
  }

  @Override
  public String evidence() {
    return "";
  }
}
