/// Actors on a loop, a thread or a process, and what supervises them.
module dev.triga.actors {
  requires transitive dev.triga.reactor;
  requires static org.jspecify;

  exports dev.triga.actors;
}
