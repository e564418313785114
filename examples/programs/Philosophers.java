import static dev.triga.async.Await.await;

import module dev.triga.actors;
import module dev.triga.reactor;

/// Five philosophers at a round table, each an actor; the forks belong to the table. Whoever wants
/// to eat asks the table for both forks, waits until they are there, and gives them back.
static final Command<Integer, Boolean> TAKE = Command.of("take", Integer.class, Boolean.class);

static final Command<Integer, Void> GIVE_BACK = Command.notice("give-back", Integer.class);
static final int SEATS = 5;
static final int MEALS = 20;

/// Holds the forks: fork `n` lies between the seats `n` and `n + 1`.
static final class Table implements Behaviour {
  private final boolean[] taken = new boolean[SEATS];

  @Override
  public void answers(Answers on) {
    on.command(TAKE, (me, seat) -> take(seat));
    on.command(
        GIVE_BACK,
        (me, seat) -> {
          taken[seat] = false;
          taken[(seat + 1) % SEATS] = false;
          return null;
        });
  }

  private boolean take(int seat) {
    int other = (seat + 1) % SEATS;
    if (taken[seat] || taken[other]) {
      return false;
    }
    taken[seat] = true;
    taken[other] = true;
    return true;
  }
}

/// Thinks and eats until it has had enough.
static final class Philosopher implements Behaviour {
  @Override
  public void answers(Answers on) {
    on.coroutine(DINE, (me, seat) -> dine(me, seat));
  }

  private static int dine(Actor me, int seat) throws Exception {
    int meals = 0;
    while (meals < MEALS) {
      if (await(me.ask("table", TAKE, seat))) {
        meals++;
        await(me.reactor().deferLater(Duration.ofMillis(1)));
        me.tell("table", GIVE_BACK, seat);
      } else {
        await(me.reactor().deferLater(Duration.ofMillis(1)));
      }
    }
    return meals;
  }
}

static final Command<Integer, Integer> DINE = Command.of("dine", Integer.class, Integer.class);

void main(String[] args) {
  var kind =
      args.length == 0 ? ActorKind.THREAD : ActorKind.valueOf(args[0].toUpperCase(Locale.ROOT));
  Arbiter.run(
      args,
      arbiter -> {
        await(arbiter.spawn(ActorSpec.local("table", Table.class)));
        List<Deferred<Integer>> dinners = new ArrayList<>();
        for (int seat = 0; seat < SEATS; seat++) {
          var spec = ActorSpec.local("philosopher-" + seat, Philosopher.class).as(kind);
          var philosopher = await(arbiter.spawn(spec));
          dinners.add(philosopher.ask(DINE, seat, Duration.ofSeconds(30)));
        }
        IO.println("meals: " + await(Deferred.all(dinners)));
        arbiter.stop();
      });
}
