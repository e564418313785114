package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Driver;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import java.net.SocketAddress;

/// Listening on an address that needs no care of its own, such as an abstract Unix-domain name.
///
/// @param driver what listens
/// @param asked the endpoint
/// @param address its address
/// @param options how to listen
/// @param sink who gets the connections
record AddressBinding(
    Driver driver, Endpoint asked, SocketAddress address, ListenOptions options, AcceptSink sink)
    implements PortBinding {
  @Override
  public ListenerHandle bind() {
    return driver.listen(
        new ListenRequest(address, options.backlog(), false, false, options.stream()), sink);
  }

  @Override
  public Endpoint endpointOf(ListenerHandle bound) {
    return asked;
  }
}
