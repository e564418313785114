/// What tests of programs on a reactor need: time that the test moves, and transports in memory.
module dev.triga.testing {
  requires dev.triga.reactor;
  requires static org.jspecify;
}
