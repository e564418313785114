package dev.triga.actors.habitat;

/// Finds a place of one kind for each newcomer.
@FunctionalInterface
public interface Habitats {
  /// Makes a place. On the manager's turn.
  ///
  /// @throws RuntimeException if there is none to be had, which fails the start
  Habitat open(Newcomer newcomer, Landlord landlord);
}
