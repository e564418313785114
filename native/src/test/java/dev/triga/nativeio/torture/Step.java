package dev.triga.nativeio.torture;

import dev.triga.testing.Gen;
import java.util.ArrayList;
import java.util.List;

/// One thing that is done to one side of one connection.
///
/// @param action what
/// @param connection the number of the connection, in order of opening
/// @param server whether the accepted side does it
/// @param bytes how much is written
record Step(Action action, int connection, boolean server, int bytes) {
  private static final int STEPS = 40;
  private static final int BYTES_MAX = 300_000;
  private static final int LIKELIHOODS = 100;

  /// What can be done.
  enum Action {
    OPEN(15),
    WRITE(35),
    PAUSE(12),
    RESUME(14),
    HALF_CLOSE(8),
    CLOSE(8),
    ABORT(8);

    final int percent;

    Action(int percent) {
      this.percent = percent;
    }

    private static Action chosenBy(int number) {
      int left = number;
      for (Action action : values()) {
        left -= action.percent;
        if (left < 0) {
          return action;
        }
      }
      throw new IllegalArgumentException("the likelihoods do not add up to " + LIKELIHOODS);
    }
  }

  /// What a seed says is to be done.
  static List<Step> script(Gen gen) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Action.OPEN, 0, false, 0));
    int connections = 1;
    while (steps.size() < STEPS) {
      Action action = Action.chosenBy(gen.random().nextInt(LIKELIHOODS));
      if (action == Action.OPEN) {
        steps.add(new Step(action, connections++, false, 0));
      } else {
        int bytes = action == Action.WRITE ? gen.between(1, BYTES_MAX) : 0;
        int connection = gen.random().nextInt(connections);
        steps.add(new Step(action, connection, gen.random().nextBoolean(), bytes));
      }
    }
    return steps;
  }

  @Override
  public String toString() {
    return action == Action.OPEN
        ? "open " + connection
        : (server ? "server " : "client ")
            + connection
            + " "
            + action
            + (bytes > 0 ? " " + bytes : "");
  }
}
