package dev.triga.actors;

import java.io.Serializable;

/// One value of an actor's [config][Actor#config()].
///
/// @param name what it is called
/// @param value a string, number, boolean, or a list or map of these
public record ConfigEntry(String name, Object value) implements Serializable {}
