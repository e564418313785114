package dev.triga.actors.cell;

import dev.triga.actors.ActorGroup;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Monitor;
import dev.triga.actors.Termination;
import dev.triga.actors.Workers;
import dev.triga.async.Deferred;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A monitor: a local actor of the arbiter whose children are a crew.
public final class MonitorCell implements Monitor {
  private final Cell cell;
  private final CrewChildren crew;

  MonitorCell(Cell cell, CrewChildren crew, int workers) {
    this.cell = cell;
    this.crew = crew;
    var _ = cell.running().thenAccept(actor -> crew.scale(workers));
    var _ = cell.ended().thenAccept(crew::failWaiting);
  }

  private void check(String method) {
    cell.turn.checkTurn("Monitor." + method);
  }

  @Override
  public ActorRef self() {
    return cell.self();
  }

  @Override
  public ActorGroup workers() {
    return cell.group(cell.name());
  }

  @Override
  public List<ActorRef> workerRefs() {
    check("workerRefs");
    return crew.refs();
  }

  @Override
  public int target() {
    check("target");
    return crew.target();
  }

  @Override
  public Deferred<@Nullable Void> scale(int workers) {
    check("scale");
    int target = Workers.checkedCount(workers);
    return cell.running()
        .thenCompose(actor -> {
          crew.scale(target);
          return crew.complete();
        });
  }

  @Override
  public Deferred<@Nullable Void> reload() {
    check("reload");
    return cell.running().thenCompose(actor -> crew.reload());
  }

  @Override
  public Deferred<@Nullable Void> reload(ActorSpec worker) {
    check("reload");
    return cell.running().thenCompose(actor -> crew.reload(worker));
  }

  @Override
  public Deferred<@Nullable Void> reload(ActorSpec worker, int workers) {
    check("reload");
    int target = Workers.checkedCount(workers);
    return cell.running().thenCompose(actor -> crew.reload(worker, target));
  }

  @Override
  public Deferred<@Nullable Void> ready() {
    check("ready");
    return cell.running().thenCompose(actor -> crew.complete());
  }

  @Override
  public Deferred<Termination> stop() {
    return self().stop();
  }
}
