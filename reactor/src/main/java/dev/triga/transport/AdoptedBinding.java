package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import org.jspecify.annotations.Nullable;

/// Listening on a socket that is open already. One that was named by its number stays open and is
/// listened on by way of a duplicate, so that it can be listened on again; any other is given to us
/// for good.
final class AdoptedBinding implements PortBinding {
  private final Driver driver;
  private final @Nullable Endpoint named;
  private final Descriptor descriptor;
  private final boolean isDuplicated;
  private final ListenOptions options;
  private final AcceptSink sink;
  private boolean isSpent;

  AdoptedBinding(
      Driver driver,
      @Nullable Endpoint named,
      Descriptor descriptor,
      boolean isDuplicated,
      ListenOptions options,
      AcceptSink sink) {
    this.driver = driver;
    this.named = named;
    this.descriptor = descriptor;
    this.isDuplicated = isDuplicated;
    this.options = options;
    this.sink = sink;
  }

  @Override
  public Endpoint asked() {
    var known = named;
    if (known != null) {
      return known;
    }
    return descriptor instanceof Descriptor.Raw raw
        ? new Endpoint.Fd(raw.fd())
        : new Endpoint.Tcp("", 0);
  }

  @Override
  public ListenerHandle bind() {
    if (isSpent) {
      throw new BindFailure("a port that was given an open socket cannot listen again");
    }
    if (descriptor instanceof Descriptor.Raw raw && isDuplicated) {
      return bindDuplicate(raw);
    }
    var bound = driver.adoptListener(descriptor, options.stream(), sink);
    isSpent = true;
    return bound;
  }

  private ListenerHandle bindDuplicate(Descriptor.Raw raw) {
    var system = OperatingSystem.current();
    Descriptor.Raw ours = null;
    try {
      ours = system.duplicate(raw);
      return driver.adoptListener(ours, options.stream(), sink);
    } catch (IllegalArgumentException e) {
      if (ours != null) {
        system.close(ours);
      }
      throw new BindFailure("cannot listen on " + asked() + ": " + ofOriginal(e, raw, ours), e);
    }
  }

  /// Why the duplicate of a descriptor cannot be taken over, said of the descriptor itself: nobody
  /// knows the number of the other one.
  static String ofOriginal(
      IllegalArgumentException why, Descriptor.Raw original, Descriptor.@Nullable Raw duplicate) {
    String said = String.valueOf(why.getMessage());
    return duplicate == null
        ? said
        : said.replace("descriptor " + duplicate.fd() + " ", "descriptor " + original.fd() + " ");
  }

  @Override
  public Endpoint endpointOf(ListenerHandle bound) {
    return Endpoint.of(bound.localAddress());
  }
}
