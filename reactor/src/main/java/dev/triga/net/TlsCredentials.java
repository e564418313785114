package dev.triga.net;

import dev.triga.reactor.Log;
import java.util.List;
import java.util.concurrent.Callable;

/// The identities of a server or client, which may be exchanged while it runs.
///
/// With several identities, the one whose certificate is for the name that the client asks for
/// (SNI) is shown; the first one of the wanted kind of key when none is. Handshakes under way go on
/// with the identities with which they began, and sessions are resumed as long as these are shown:
/// after an exchange every peer sees the new ones. Any thread.
///
/// ```java
/// var credentials = TlsCredentials.from(() -> List.of(readIdentity(files)));
/// reactor.listen(endpoint, ListenOptions.DEFAULT.withTls(TlsOptions.server(credentials)), Echo::new);
/// reactor.signals().on(Signal.HUP, signal -> credentials.reload(reactor.log()));
/// ```
public final class TlsCredentials {
  private final Callable<List<TlsIdentity>> source;
  private volatile Generation current;

  private TlsCredentials(Callable<List<TlsIdentity>> source, List<TlsIdentity> first) {
    this.source = source;
    this.current = new Generation(0, first);
  }

  /// What is shown between two exchanges.
  ///
  /// @param number counts the exchanges
  record Generation(long number, List<TlsIdentity> identities) {}

  /// Credentials that stay as they are.
  ///
  /// @throws IllegalArgumentException if there is no identity
  public static TlsCredentials of(TlsIdentity... identities) {
    var fixed = nonEmpty(List.of(identities));
    return new TlsCredentials(() -> fixed, fixed);
  }

  /// Credentials that are read now, and again at each [#reload].
  ///
  /// @param source reads them; it may block
  /// @throws TlsIdentityException if they are wrong
  /// @throws IllegalArgumentException if they cannot be read
  public static TlsCredentials from(Callable<List<TlsIdentity>> source) {
    return new TlsCredentials(source, read(source));
  }

  private static List<TlsIdentity> read(Callable<List<TlsIdentity>> source) {
    try {
      return nonEmpty(List.copyOf(source.call()));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalArgumentException("the TLS credentials cannot be read: " + e, e);
    }
  }

  private static List<TlsIdentity> nonEmpty(List<TlsIdentity> identities) {
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("TLS credentials need at least one identity");
    }
    return identities;
  }

  /// Reads the identities again and shows them from the next handshake on. When that fails, the old
  /// ones stay and the failure is logged as an error. When they are the same as before, nothing
  /// changes, and sessions are still resumed. It blocks as the source does.
  ///
  /// @return whether they could be read
  public synchronized boolean reload(Log log) {
    List<TlsIdentity> read;
    try {
      read = read(source);
    } catch (RuntimeException e) {
      log.error("the TLS credentials stay as they are, because reading them failed: " + e, e);
      return false;
    }
    var last = current;
    if (!read.equals(last.identities)) {
      current = new Generation(last.number + 1, read);
    }
    return true;
  }

  /// The identities that are shown now.
  public List<TlsIdentity> identities() {
    return current.identities;
  }

  Generation generation() {
    return current;
  }

  @Override
  public String toString() {
    return "TlsCredentials" + identities();
  }
}
