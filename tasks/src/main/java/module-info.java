/// Parallel batches of tasks, each with an outcome.
module dev.triga.tasks {
  requires transitive dev.triga.actors;
  requires jdk.jfr;
  requires static org.jspecify;

  exports dev.triga.tasks;
}
