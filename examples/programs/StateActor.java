import static dev.triga.async.Await.await;

import module dev.triga.actors;

/// Sets and reads what an actor keeps, from outside, by functions that are sent to it.
void main(String[] args) {
  Arbiter.run(
      args,
      arbiter -> {
        var actor = await(arbiter.spawn(ActorSpec.thread("keeper")));
        await(actor.run(me -> me.extra().put("colour", "red")));
        await(actor.run(me -> me.extra().merge("visits", 1, (a, b) -> (int) a + (int) b)));
        await(actor.run(me -> me.extra().merge("visits", 1, (a, b) -> (int) a + (int) b)));
        IO.println(await(actor.run(me -> me.extra().toString())));
        IO.println(
            "threw "
                + await(actor.run(me -> Integer.parseInt("x")).handle((value, thrown) -> thrown)));
        arbiter.stop();
      });
}
