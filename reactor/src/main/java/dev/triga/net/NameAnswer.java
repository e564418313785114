package dev.triga.net;

import dev.triga.async.Deferred;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// What came of a look-up.
sealed interface NameAnswer {
  /// There are addresses.
  record Found(List<InetAddress> addresses) implements NameAnswer {}

  /// There is no such name. An exception of its own for each asker: it may be given suppressed
  /// ones.
  record Unknown(String why) implements NameAnswer {}

  /// The look-up broke; nothing is known about the name.
  record Broken(Throwable failure) implements NameAnswer {}

  /// Looks a name up, on the calling thread.
  static NameAnswer of(ThreadedResolver.Lookup lookup, String name) {
    try {
      return new Found(List.copyOf(lookup.addressesOf(name)));
    } catch (UnknownHostException e) {
      return new Unknown(e.getMessage() == null ? name : e.getMessage());
    } catch (Throwable t) {
      return new Broken(t);
    }
  }

  /// Tells one who asked. Any thread.
  default void settle(Deferred<List<InetAddress>> asker) {
    switch (this) {
      case Found(var addresses) -> asker.succeed(addresses);
      case Unknown(var why) -> asker.fail(new UnknownHostException(why));
      case Broken(var failure) -> asker.fail(failure);
    }
  }
}
