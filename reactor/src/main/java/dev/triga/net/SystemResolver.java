package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Asks the JDK, on a virtual thread because it blocks. What comes after a cancellation is dropped.
final class SystemResolver implements Resolver {
  static final SystemResolver INSTANCE = new SystemResolver();

  private SystemResolver() {}

  @Override
  public Deferred<List<InetAddress>> resolve(String host, Reactor reactor) {
    var result = new Deferred<List<InetAddress>>(reactor);
    Thread.ofVirtual().name("triga-resolve-" + host).start(() -> lookUp(host, result));
    return result;
  }

  private static void lookUp(String host, Deferred<List<InetAddress>> result) {
    try {
      result.succeed(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException | RuntimeException e) {
      result.fail(e);
    }
  }

  @Override
  public String toString() {
    return "Resolver.system()";
  }
}
