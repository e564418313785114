package dev.triga.actors.habitat;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.cell.Cell;

/// An actor that needs a place to live.
///
/// @param id what tells it from others
/// @param spec what it is
/// @param age how many actors its manager had started before
/// @param manager who starts it
/// @param keeper who looks after it: the manager, or an actor of another process for which the
///   manager starts it
public record Newcomer(ActorId id, ActorSpec spec, int age, Cell manager, ActorRef keeper) {}
