package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Driver;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Resolver;
import org.jspecify.annotations.Nullable;

/// Listening on TCP: the first address of the host that can be bound.
final class TcpBinding implements PortBinding {
  private final Driver driver;
  private final Resolver resolver;
  private final ListenOptions options;
  private final AcceptSink sink;

  /// After the first bind the real address, so that a restart takes the same port.
  private Endpoint.Tcp endpoint;

  TcpBinding(
      Driver driver,
      Resolver resolver,
      Endpoint.Tcp endpoint,
      ListenOptions options,
      AcceptSink sink) {
    this.driver = driver;
    this.resolver = resolver;
    this.endpoint = endpoint;
    this.options = options;
    this.sink = sink;
  }

  @Override
  public Endpoint asked() {
    return endpoint;
  }

  @Override
  public ListenerHandle bind() {
    @Nullable BindFailure last = null;
    for (var candidate : TcpAddresses.toListenOn(endpoint, resolver)) {
      try {
        return driver.listen(
            new ListenRequest(
                candidate, options.backlog(), true, options.reusePort(), options.stream()),
            sink);
      } catch (BindFailure e) {
        last = e;
      }
    }
    throw last != null ? last : new BindFailure("cannot listen on " + endpoint + ": no address");
  }

  @Override
  public Endpoint endpointOf(ListenerHandle bound) {
    endpoint = (Endpoint.Tcp) Endpoint.of(bound.localAddress());
    return endpoint;
  }
}
