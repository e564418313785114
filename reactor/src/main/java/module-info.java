/// The reactor: an event loop that owns everything it calls, and what is built on it.
module dev.triga.reactor {
  requires jdk.jfr;
  requires jdk.unsupported;
  requires static org.jspecify;

  exports dev.triga.driver;
  exports dev.triga.net;
  exports dev.triga.reactor;
}
