/// Drivers on the operating system's own event mechanisms. Nothing compiles against this module;
/// the reactor finds it through `ServiceLoader`.
module dev.triga.nativeio {
  requires dev.triga.reactor;
  requires static org.jspecify;

  provides dev.triga.driver.DriverProvider with
      dev.triga.nativeio.readiness.EpollProvider,
      dev.triga.nativeio.readiness.KqueueProvider,
      dev.triga.nativeio.readiness.PollProvider,
      dev.triga.nativeio.readiness.SelectProvider,
      dev.triga.nativeio.uring.UringProvider;
  provides dev.triga.driver.OperatingSystem with
      dev.triga.nativeio.LinuxOperatingSystem;
}
