/// Where actors live: on their manager's loop, on a thread, in a process. Each kind of place is a
/// [dev.triga.actors.habitat.Habitat]; the cell within is the same everywhere.
@org.jspecify.annotations.NullMarked
package dev.triga.actors.habitat;
