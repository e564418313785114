/// How an operator speaks with an arbiter that runs: a socket in the run directory, questions of
/// plain texts, answers of plain values. Nothing that comes over it is ever a class or a function.
///
/// ```java
/// var port = ControlPort.open(reactor, home, new ArbiterActions(arbiter, operations));
/// ```
///
/// Nobody but this module uses it; outside programs have [dev.triga.actors.server.ArbiterClient].
@NullMarked
package dev.triga.actors.control;

import org.jspecify.annotations.NullMarked;
