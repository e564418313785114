import static dev.triga.async.Await.await;

import module dev.triga.actors;
import module dev.triga.http;
import module dev.triga.reactor;

/// The five philosophers with a page that shows them live: each is an actor with a thread of its
/// own, or with `process` as second argument a process; the table has the forks and the page.
static final Command<Integer, Boolean> TAKE = Command.of("take", Integer.class, Boolean.class);

static final Command<Integer, Void> GIVE_BACK = Command.notice("give-back", Integer.class);
static final int SEATS = 5;

/// What a seat does, and how often it has eaten.
record Seat(String doing, int meals) {}

/// The forks, of which number `n` lies between the seats `n` and `n + 1`, and who sits there.
static final class Table {
  private final boolean[] taken = new boolean[SEATS];
  private final List<Seat> seats =
      new ArrayList<>(Collections.nCopies(SEATS, new Seat("thinks", 0)));
  private final EventHub hub;

  Table(EventHub hub) {
    this.hub = hub;
  }

  boolean take(int seat) {
    int other = (seat + 1) % SEATS;
    boolean eats = !taken[seat] && !taken[other];
    if (eats) {
      taken[seat] = true;
      taken[other] = true;
    }
    show(seat, eats ? "eats" : "waits", eats ? 1 : 0);
    return eats;
  }

  void giveBack(int seat) {
    taken[seat] = false;
    taken[(seat + 1) % SEATS] = false;
    show(seat, "thinks", 0);
  }

  private void show(int seat, String doing, int more) {
    seats.set(seat, new Seat(doing, seats.get(seat).meals() + more));
    hub.publish(ServerEvent.of(Json.text(seats)));
  }
}

/// Thinks and eats as long as it lives.
static Void dine(Actor me) {
  int seat = (Integer) me.config().get("seat");
  var reactor = me.reactor();
  while (true) {
    await(reactor.deferLater(Duration.ofMillis(reactor.random().nextInt(200, 1500))));
    while (!await(me.ask("table", TAKE, seat))) {
      await(reactor.deferLater(Duration.ofMillis(200)));
    }
    await(reactor.deferLater(Duration.ofMillis(reactor.random().nextInt(200, 1000))));
    me.tell("table", GIVE_BACK, seat);
  }
}

static final String PAGE =
    """
    <!doctype html>
    <html lang="en"><meta charset="utf-8"><title>Five philosophers</title>
    <style>
      body { font: 1rem system-ui, sans-serif; max-width: 30rem; margin: 2rem auto; }
      li { display: flex; gap: 1rem; padding: .4rem; border-left: .5rem solid #bbb; margin: .3rem; }
      .eats { border-color: #2e7d4f; }
      .waits { border-color: #b3372f; }
      span { flex: 1; }
    </style>
    <h1>Five philosophers</h1>
    <ul id="seats"></ul>
    <script>
      new EventSource("events").onmessage = event => {
        seats.replaceChildren(...JSON.parse(event.data).map((seat, i) => {
          const line = document.createElement("li");
          line.className = seat.doing;
          const who = document.createElement("span");
          who.textContent = "Philosopher " + (i + 1) + " " + seat.doing;
          line.append(who, seat.meals + " meals");
          return line;
        }));
      };
    </script>
    </html>
    """;

void main(String[] args) {
  var kind =
      args.length > 1 ? ActorKind.valueOf(args[1].toUpperCase(Locale.ROOT)) : ActorKind.THREAD;
  int code =
      Arbiter.run(
          args,
          arbiter -> {
            var hub = new EventHub(arbiter.reactor());
            var table = new Table(hub);
            await(
                arbiter.spawn(
                    ActorSpec.local("table")
                        .on(TAKE, (me, seat) -> table.take(seat))
                        .on(
                            GIVE_BACK,
                            (me, seat) -> {
                              table.giveBack(seat);
                              return null;
                            })));
            for (int seat = 0; seat < SEATS; seat++) {
              var spec =
                  ActorSpec.local("philosopher-" + seat)
                      .as(kind)
                      .config("seat", seat)
                      .onStart(me -> me.running().thenRun(() -> me.async(() -> dine(me))));
              await(arbiter.spawn(spec));
            }
            var server =
                HttpServer.of(router ->
                    router.get("/", request -> Response.html(PAGE)).get("/events", hub::respond));
            var endpoint = Endpoint.parse(args.length > 0 ? args[0] : "tcp:127.0.0.1:8060");
            IO.println("listening on " + arbiter.reactor().listen(endpoint, server).endpoint());
          });
  System.exit(code);
}
