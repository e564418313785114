package dev.triga.net;

import dev.triga.driver.Descriptor;

/// What a [Protocol] implements too when its peer may send it open sockets and files over a
/// Unix-domain connection (`SCM_RIGHTS`); see [Transport#sendDescriptor]. Native drivers only:
/// elsewhere, and for protocols that do not implement it, the system closes what comes.
public interface DescriptorReceiver {
  /// A descriptor came in, before the bytes it came with. On the turn. It belongs to the protocol:
  /// hand it to [dev.triga.reactor.Reactor#adoptPort] or
  /// [dev.triga.reactor.Reactor#adoptConnection], or close it
  /// ([dev.triga.driver.OperatingSystem#close]).
  void descriptorReceived(Descriptor.Raw descriptor);
}
