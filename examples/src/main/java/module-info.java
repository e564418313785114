/// Programs to read and to run.
module dev.triga.examples {
  requires dev.triga.reactor;
  requires static org.jspecify;
}
