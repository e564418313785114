package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Turns host names into addresses for a reactor. Give one to
/// [dev.triga.reactor.ReactorBuilder#resolver]; without, it is [#system()].
///
/// Only names come here: an endpoint whose host is a literal address needs no look-up.
@FunctionalInterface
public interface Resolver {
  /// Looks a name up to connect to it. On the turn of `reactor`, which must not be blocked.
  ///
  /// @param host a name, as it stands in the endpoint
  /// @param reactor whose connection it is; the result is best owned by it
  /// @return the addresses in the order in which to try them, or the failure: an
  ///   [UnknownHostException] when there is no such name. It is cancelled when the attempt to
  ///   connect is given up
  Deferred<List<InetAddress>> resolve(String host, Reactor reactor);

  /// Looks a name of this machine up to listen on it. On the turn; listening binds before it
  /// returns, so this one may block. The default asks the system.
  ///
  /// @throws UnknownHostException if there is no such name
  default List<InetAddress> resolveToListen(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  /// The JDK's resolver, which asks the system, on threads and with a cache that all reactors
  /// share: a [ThreadedResolver] with its defaults.
  static Resolver system() {
    return ThreadedResolver.SYSTEM;
  }
}
