/// The reactor: an event loop that owns everything it calls, and what is built on it.
@SuppressWarnings("module") // The module that one package is exported to is built after this one.
module dev.triga.reactor {
  requires jdk.jfr;
  requires jdk.net;
  requires jdk.unsupported;
  requires static org.jspecify;

  exports dev.triga.async;
  exports dev.triga.driver;
  exports dev.triga.loop to
      dev.triga.actors,
      dev.triga.http,
      dev.triga.metrics;
  exports dev.triga.net;
  exports dev.triga.process;
  exports dev.triga.protocol;
  exports dev.triga.reactor;
  exports dev.triga.service;
  exports dev.triga.stream;

  uses dev.triga.driver.DriverProvider;
  uses dev.triga.driver.OperatingSystem;
  uses dev.triga.net.TlsFiles;

  provides dev.triga.driver.DriverProvider with
      dev.triga.driver.nio.NioDriverProvider;
}
