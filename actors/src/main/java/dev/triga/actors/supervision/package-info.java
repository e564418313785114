/// What supervision decides, as state machines without clock, thread or actor: events go in with
/// the time at which they happened, decisions come out. The same events give the same decisions.
@org.jspecify.annotations.NullMarked
package dev.triga.actors.supervision;
