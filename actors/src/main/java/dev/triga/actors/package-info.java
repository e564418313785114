/// Actors: code with a mailbox and a loop of its own, which fails alone and is started again.
///
/// ```java
/// static final Command<String, String> GREET = Command.of("greet", String.class, String.class);
///
/// void main(String[] args) {
///   Arbiter.run(args, arbiter -> {
///     var greeter =
///         await(arbiter.spawn(ActorSpec.thread("greeter").on(GREET, (me, name) -> "Hello " + name)));
///     System.out.println(await(greeter.ask(GREET, "world")));
///     arbiter.stop();
///   });
/// }
/// ```
///
/// [dev.triga.actors.Arbiter] begins a program, [dev.triga.actors.ActorSpec] says what is to be
/// started, [dev.triga.actors.ActorRef] is what others have of an actor, and
/// [dev.triga.actors.Actor] what it has of itself. [dev.triga.actors.Supervision] and
/// [dev.triga.actors.Restart] say what becomes of those that end, in OTP's words.
@org.jspecify.annotations.NullMarked
package dev.triga.actors;
