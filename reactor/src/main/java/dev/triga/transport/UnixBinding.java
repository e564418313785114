package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Driver;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Listening on a Unix-domain socket at a path, whose file it owns as long as it listens.
final class UnixBinding implements PortBinding {
  private final Driver driver;
  private final Endpoint.Unix endpoint;
  private final ListenOptions options;
  private final AcceptSink sink;
  private @Nullable SocketFile file;

  UnixBinding(Driver driver, Endpoint.Unix endpoint, ListenOptions options, AcceptSink sink) {
    this.driver = driver;
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
    var claimed = SocketFile.claim(Path.of(endpoint.path()));
    try {
      var bound =
          driver.listen(
              new ListenRequest(
                  address(), options.backlog(), false, false, options.stream(), permissions()),
              sink);
      claimed.bound();
      file = claimed;
      return bound;
    } catch (RuntimeException | Error e) {
      claimed.release();
      throw e;
    }
  }

  private SocketAddress address() {
    return UnixDomainSocketAddress.of(endpoint.path());
  }

  private @Nullable Set<PosixFilePermission> permissions() {
    Integer mode = endpoint.mode();
    if (mode == null) {
      return null;
    }
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    var all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      // The constants stand in the order of the bits, from 0400 down to 0001.
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }

  @Override
  public Endpoint endpointOf(ListenerHandle bound) {
    return endpoint;
  }

  @Override
  public void released() {
    var owned = file;
    if (owned != null) {
      file = null;
      owned.release();
    }
  }

  @Override
  public void leaveFile() {
    var owned = file;
    if (owned != null) {
      owned.disown();
    }
  }
}
