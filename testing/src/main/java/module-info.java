/// What tests of programs on a reactor need: time that the test moves, and transports in memory.
module dev.triga.testing {
  requires transitive dev.triga.reactor;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.triga.testing;
  exports dev.triga.testing.contract;

  opens dev.triga.testing.contract to
      org.junit.platform.commons;
}
