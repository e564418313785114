package dev.triga.actors.server;

import dev.triga.actors.Arbiter;
import dev.triga.async.Deferred;
import org.jspecify.annotations.Nullable;

/// Asks the arbiter of its own process what an [ArbiterClient] asks from outside: what pages and
/// consoles are made of that the arbiter serves itself. On the arbiter's turn.
///
/// ```java
/// server.onOperable(operator -> operator.arbiter().reactor()
///     .listen(endpoint, HttpServer.of(new Page(operator))));
/// ```
public interface Operator {
  /// The arbiter.
  Arbiter arbiter();

  /// Whether another process still has the place that this one is to take, with whatever ports it
  /// has not handed over.
  boolean isSuccessor();

  /// Asks for something.
  ///
  /// @param action `info`, `ping`, `scale`, `reload`, `stop`, `kill`, `config-get` or `config-set`
  /// @param arguments what it is about; see the `triga ctl` command
  /// @return the answer: null, a boolean, number or text, or lists and maps of these; fails with a
  ///   message of one line
  Deferred<@Nullable Object> ask(String action, String... arguments);
}
