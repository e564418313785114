import static dev.triga.async.Await.await;

import module dev.triga.actors;

/// An actor with a command of its own. Give it `process` to have it live in another process.
static final Command<String, String> GREET = Command.of("greet", String.class, String.class);

void main(String[] args) {
  var kind =
      args.length == 0 ? ActorKind.THREAD : ActorKind.valueOf(args[0].toUpperCase(Locale.ROOT));
  int code =
      Arbiter.run(
          args,
          arbiter -> {
            var spec = ActorSpec.local("greeter").as(kind).on(GREET, (me, name) -> "Hello " + name);
            var greeter = await(arbiter.spawn(spec));
            IO.println(await(greeter.ask(GREET, "world")));
            IO.println(await(greeter.run(me -> me.name() + " is " + me.state())));
            arbiter.stop();
          });
  System.exit(code);
}
