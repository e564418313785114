package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A resolver over look-ups that block: each is done on a thread of its own, once for everybody who
/// asks meanwhile, and what came of it is remembered for a while.
///
/// ```java
/// var resolver = ThreadedResolver.system().positiveTtl(Duration.ofMinutes(1)).lookupsMax(4);
/// var reactor = Reactor.builder().resolver(resolver).open();
/// ```
///
/// **Threads.** Any thread; reactors share one. A look-up has a platform thread while it lasts,
/// because the system's call would keep a virtual thread's carrier until the name service answers.
/// No thread stays.
///
/// **Limits.** At most [#DEFAULT_LOOKUPS_MAX] names are looked up at a time, and
/// [#DEFAULT_WAITING_MAX] more wait; one more fails with an [dev.triga.async.OverflowFailure]. At
/// most [#DEFAULT_NAMES_MAX] names are remembered, the longest unused is forgotten first.
///
/// **Cancelling** what [#resolve] returned only takes that asker off the list. A look-up that
/// nobody waits for any more is not begun; one that is under way goes on, since the system's call
/// cannot be interrupted, and is remembered.
///
/// **Memory.** The JDK has a cache of its own below this one, with its own times (30 s, and 10 s
/// for names that do not exist, unless the security property `networkaddress.cache.ttl` says
/// otherwise), so the times of both add up.
///
/// Immutable but for what it remembers: each method that sets something gives a new one, which has
/// everything still to ask.
public final class ThreadedResolver implements Resolver {
  /// How long addresses are remembered. Short, as the JDK remembers them too.
  public static final Duration DEFAULT_POSITIVE_TTL = Duration.ofSeconds(10);

  /// How long it is remembered that there is no such name.
  public static final Duration DEFAULT_NEGATIVE_TTL = Duration.ofSeconds(1);

  /// How many names are remembered.
  public static final int DEFAULT_NAMES_MAX = 1000;

  /// How many names are looked up at a time.
  public static final int DEFAULT_LOOKUPS_MAX = 8;

  /// How many names wait to be looked up.
  public static final int DEFAULT_WAITING_MAX = 1000;

  static final ThreadedResolver SYSTEM = of(host -> List.of(InetAddress.getAllByName(host)));

  private final Settings settings;
  private final NameCache cache;
  private final NameLookups lookups;

  /// Looks a name up, on a thread that it may block.
  @FunctionalInterface
  public interface Lookup {
    /// The addresses of a host, in the order in which to try them.
    ///
    /// @param host in lower case
    /// @throws UnknownHostException if there is no such name, which is remembered; any other
    ///   exception is not
    List<InetAddress> addressesOf(String host) throws UnknownHostException;
  }

  private record Settings(
      Lookup lookup,
      Duration positiveTtl,
      Duration negativeTtl,
      int namesMax,
      int lookupsMax,
      int waitingMax,
      ReactorClock clock) {}

  private ThreadedResolver(Settings settings) {
    this.settings = settings;
    this.cache =
        new NameCache(
            settings.clock, settings.positiveTtl, settings.negativeTtl, settings.namesMax);
    this.lookups =
        new NameLookups(settings.lookup, cache, settings.lookupsMax, settings.waitingMax);
  }

  /// One over the JDK's look-ups, which ask the system, with the defaults.
  public static ThreadedResolver system() {
    return SYSTEM;
  }

  /// One over look-ups of one's own, with the defaults.
  public static ThreadedResolver of(Lookup lookup) {
    return new ThreadedResolver(
        new Settings(
            Objects.requireNonNull(lookup, "lookup"),
            DEFAULT_POSITIVE_TTL,
            DEFAULT_NEGATIVE_TTL,
            DEFAULT_NAMES_MAX,
            DEFAULT_LOOKUPS_MAX,
            DEFAULT_WAITING_MAX,
            ReactorClock.system()));
  }

  /// Remembers addresses for so long; zero not at all.
  ///
  /// @throws IllegalArgumentException if it is negative
  public ThreadedResolver positiveTtl(Duration ttl) {
    var s = settings;
    return new ThreadedResolver(
        new Settings(
            s.lookup,
            checked(ttl),
            s.negativeTtl,
            s.namesMax,
            s.lookupsMax,
            s.waitingMax,
            s.clock));
  }

  /// Remembers for so long that there is no such name; zero not at all.
  ///
  /// @throws IllegalArgumentException if it is negative
  public ThreadedResolver negativeTtl(Duration ttl) {
    var s = settings;
    return new ThreadedResolver(
        new Settings(
            s.lookup,
            s.positiveTtl,
            checked(ttl),
            s.namesMax,
            s.lookupsMax,
            s.waitingMax,
            s.clock));
  }

  /// Remembers so many names.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ThreadedResolver namesMax(int names) {
    var s = settings;
    int max = checked("names to remember", names);
    return new ThreadedResolver(
        new Settings(
            s.lookup, s.positiveTtl, s.negativeTtl, max, s.lookupsMax, s.waitingMax, s.clock));
  }

  /// Looks up so many names at a time.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ThreadedResolver lookupsMax(int lookups) {
    var s = settings;
    int max = checked("look-ups at a time", lookups);
    return new ThreadedResolver(
        new Settings(
            s.lookup, s.positiveTtl, s.negativeTtl, s.namesMax, max, s.waitingMax, s.clock));
  }

  /// Lets so many names wait to be looked up.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ThreadedResolver waitingMax(int waiting) {
    var s = settings;
    int max = checked("names that wait", waiting);
    return new ThreadedResolver(
        new Settings(
            s.lookup, s.positiveTtl, s.negativeTtl, s.namesMax, s.lookupsMax, max, s.clock));
  }

  /// Measures by this clock how long something has been remembered.
  public ThreadedResolver clock(ReactorClock clock) {
    var s = settings;
    return new ThreadedResolver(
        new Settings(
            s.lookup,
            s.positiveTtl,
            s.negativeTtl,
            s.namesMax,
            s.lookupsMax,
            s.waitingMax,
            Objects.requireNonNull(clock, "clock")));
  }

  private static Duration checked(Duration ttl) {
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("a time to remember of " + ttl + " is negative");
    }
    return ttl;
  }

  private static int checked(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(number + " " + what + " are less than 1");
    }
    return number;
  }

  @Override
  public Deferred<List<InetAddress>> resolve(String host, Reactor reactor) {
    var result = new Deferred<List<InetAddress>>(reactor);
    String name = host.toLowerCase(Locale.ROOT);
    var known = cache.get(name);
    if (known != null) {
      known.settle(result);
    } else {
      lookups.ask(name, result);
    }
    return result;
  }

  /// Forgets everything: the next askers cause look-ups. Any thread.
  public void forget() {
    cache.clear();
  }

  @Override
  public String toString() {
    return "ThreadedResolver[" + cache + ", " + lookups + "]";
  }
}
