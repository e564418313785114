package dev.triga.benchmarks.micro;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.Semaphore;

/// Tasks in a virtual-thread context of Vert.x.
final class VertxAwait implements AwaitSubject {
  private static final int BATCH = 100;

  private final Vertx vertx = Vertx.vertx();
  private final Context context;

  VertxAwait() {
    var deployed = new Contextual();
    var isDeployed = new Semaphore(0);
    vertx
        .deployVerticle(
            deployed, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
        .onComplete(result -> isDeployed.release());
    Waiting.take(isDeployed, 1);
    context = deployed.own();
  }

  private static final class Contextual extends VerticleBase {
    Context own() {
      return context;
    }
  }

  /// A result that is there is not waited for, so each comes from a task of the context.
  @Override
  public void roundTrips(int count) {
    answers(count);
  }

  @Override
  public void answers(int count) {
    Waiting.run(
        () -> {
          for (int i = 0; i < count; i++) {
            Promise<String> answer = Promise.promise();
            context.runOnContext(nothing -> answer.complete("answer"));
            Future.await(answer.future());
          }
        },
        task -> context.runOnContext(nothing -> task.run()));
  }

  @Override
  public void coroutines(int count) {
    Waiting.run(
        () -> {
          for (int i = 0; i < count; i += BATCH) {
            Promise<String> last = Promise.promise();
            for (int j = 1; j < BATCH; j++) {
              context.runOnContext(nothing -> {});
            }
            context.runOnContext(nothing -> last.complete("done"));
            Future.await(last.future());
          }
        },
        task -> context.runOnContext(nothing -> task.run()));
  }

  @Override
  public void close() {
    var isClosed = new Semaphore(0);
    vertx.close().onComplete(result -> isClosed.release());
    Waiting.take(isClosed, 1);
  }
}
