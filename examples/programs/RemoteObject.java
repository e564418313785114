import static dev.triga.async.Await.await;

import module dev.triga.actors;
import module dev.triga.reactor;

import java.lang.reflect.Proxy;

/// An object in an actor, called through an interface: each method becomes a message.
interface Calculator {
  Deferred<Integer> add(int a, int b);

  Deferred<Integer> divide(int a, int b);
}

/// A call under way.
record Call(String method, List<Integer> arguments) implements Serializable {}

static final Command<Call, Integer> CALL = Command.of("call", Call.class, Integer.class);

/// The object itself: the state of its actor.
static final class RealCalculator implements Behaviour {
  @Override
  public void answers(Answers on) {
    on.command(
        CALL,
        (me, call) -> {
          int a = call.arguments().get(0);
          int b = call.arguments().get(1);
          return switch (call.method()) {
            case "add" -> a + b;
            case "divide" -> a / b;
            default -> throw new NoSuchMethodException(call.method());
          };
        });
  }
}

Calculator remote(ActorRef actor) {
  return (Calculator)
      Proxy.newProxyInstance(
          Calculator.class.getClassLoader(),
          new Class<?>[] {Calculator.class},
          (proxy, method, arguments) ->
              actor.ask(
                  CALL,
                  new Call(
                      method.getName(), List.of((Integer) arguments[0], (Integer) arguments[1]))));
}

void main(String[] args) {
  Arbiter.run(
      args,
      arbiter -> {
        var actor = await(arbiter.spawn(ActorSpec.thread("calculator", RealCalculator.class)));
        Calculator calculator = remote(actor);
        IO.println(await(calculator.add(30, 12)));
        IO.println(await(calculator.divide(1, 0).handle((value, thrown) -> thrown.getMessage())));
        arbiter.stop();
      });
}
