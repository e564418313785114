import static dev.triga.async.Await.await;

import module dev.triga.actors;
import module dev.triga.reactor;

/// An echo server on an actor with a thread of its own, and a client in the arbiter.
static final Command<String, String> WHERE = Command.of("where", String.class, String.class);

record Echo(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer data) {
    transport.write(data);
  }
}

static final class Client implements Protocol {
  final Transport transport;
  final Deferred<String> answer;

  Client(Transport transport, Reactor reactor) {
    this.transport = transport;
    this.answer = new Deferred<>(reactor);
  }

  @Override
  public void connectionMade() {
    transport.write(ByteBuffer.wrap("hello, hello".getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    answer.succeed(StandardCharsets.UTF_8.decode(data).toString());
    transport.close();
  }
}

void main(String[] args) {
  var server =
      ActorSpec.thread("echo")
          .restart(Restart.PERMANENT)
          .onStart(me ->
              me.servers()
                  .put("echo", me.reactor().listen(Endpoint.parse("tcp:127.0.0.1:0"), Echo::new)))
          .on(WHERE, (me, name) -> me.servers().get(name).endpoint().toString());
  Arbiter.run(
      args,
      arbiter -> {
        var echo = await(arbiter.spawn(server));
        var endpoint = Endpoint.parse(await(echo.ask(WHERE, "echo")));
        var reactor = arbiter.reactor();
        var client = await(reactor.connect(endpoint, transport -> new Client(transport, reactor)));
        IO.println(await(client.answer));
        arbiter.stop();
      });
}
