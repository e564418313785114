package dev.triga.actors.wire;

import java.io.Serializable;

/// What a serialised function carries in place of an object that lives in one process.
///
/// @param text what the receiver finds the object by
record StandIn(String text) implements Serializable {}
