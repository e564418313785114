package dev.triga.actors.server;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Workers;
import dev.triga.reactor.Halt;

/// A server that does not last: its workers cannot start, or it halts or breaks when they have.
final class TroubledServer {
  private TroubledServer() {}

  /// Serves nobody until it is.
  public static final class Calm implements Behaviour {
    @Override
    public void answers(Answers on) {}
  }

  /// Lacks something.
  public static final class Broken implements Behaviour {
    @Override
    public void answers(Answers on) {}

    @Override
    public void onStart(Actor actor) {
      throw new IllegalStateException("no such table");
    }
  }

  /// Takes one argument: `broken`, `fatal`, or the exit code of a halt.
  public static void main(String[] args) {
    boolean isBroken = args[0].equals("broken");
    var worker = ActorSpec.thread("worker", isBroken ? Broken.class : Calm.class);
    System.exit(
        ServerProcess.of("troubled")
            .crew(ServerCrew.of("troubled", worker).withWorkers(Workers.threads(1)))
            .onReady(endpoints -> {
              if (args[0].equals("fatal")) {
                throw new OutOfMemoryError("not really");
              }
              throw new Halt("enough", Integer.parseInt(args[0]));
            })
            .run());
  }
}
