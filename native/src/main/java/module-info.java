/// Drivers on the operating system's own event mechanisms. Nothing compiles against this module;
/// the reactor finds it through `ServiceLoader`.
module dev.triga.nativeio {
  requires dev.triga.reactor;
  requires static org.jspecify;
}
