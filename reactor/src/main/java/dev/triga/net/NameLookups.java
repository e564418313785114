package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Look-ups under way and waiting: one for each name, so many at a time, first come, first served.
/// Any thread.
final class NameLookups {
  private final ThreadedResolver.Lookup lookup;
  private final NameCache cache;
  private final int runningMax;
  private final int waitingMax;

  /// Who wants to know a name that is being looked up. Guarded by this, like the rest.
  private final Map<String, List<Deferred<List<InetAddress>>>> running = new HashMap<>();

  /// Who wants to know a name that has not had its turn.
  private final Map<String, List<Deferred<List<InetAddress>>>> waiting = new LinkedHashMap<>();

  private int threads;
  private long threadsStarted;

  NameLookups(ThreadedResolver.Lookup lookup, NameCache cache, int runningMax, int waitingMax) {
    this.lookup = lookup;
    this.cache = cache;
    this.runningMax = runningMax;
    this.waitingMax = waitingMax;
  }

  /// Tells an asker what comes of a look-up of a name that the cache does not have.
  void ask(String name, Deferred<List<InetAddress>> asker) {
    @Nullable Thread toStart = null;
    boolean isRefused = false;
    @Nullable NameAnswer known;
    synchronized (this) {
      // A look-up may have ended since the asker looked there.
      known = cache.get(name);
      var askers = running.getOrDefault(name, waiting.get(name));
      if (known != null) {
        // Told below.
        toStart = null;
      } else if (askers != null) {
        askers.add(asker);
      } else if (waiting.size() >= waitingMax) {
        isRefused = true;
      } else {
        waiting.put(name, new ArrayList<>(List.of(asker)));
        if (threads < runningMax) {
          threads++;
          toStart =
              Thread.ofPlatform()
                  .daemon()
                  .name("triga-resolve-" + ++threadsStarted)
                  .unstarted(this::lookUpAll);
        }
      }
    }
    if (known != null) {
      known.settle(asker);
      return;
    }
    if (isRefused) {
      asker.fail(new OverflowFailure("names waiting to be looked up (waitingMax)", waitingMax));
      return;
    }
    asker.onCancel(why -> leave(name, asker));
    if (toStart != null) {
      start(toStart);
    }
  }

  private void start(Thread thread) {
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // The system has no thread to give; those who run see to the names that wait.
      if (wasLastThread()) {
        failAll(e);
      }
    }
  }

  /// What a thread does: one name after the other until none waits.
  private void lookUpAll() {
    for (var name = next(); name != null; name = next()) {
      var answer = NameAnswer.of(lookup, name);
      cache.put(name, answer);
      ended(name).forEach(answer::settle);
    }
  }

  private synchronized @Nullable String next() {
    var first = waiting.entrySet().iterator();
    if (!first.hasNext()) {
      threads--;
      return null;
    }
    var entry = first.next();
    first.remove();
    running.put(entry.getKey(), entry.getValue());
    return entry.getKey();
  }

  private synchronized List<Deferred<List<InetAddress>>> ended(String name) {
    var askers = running.remove(name);
    return askers == null ? List.of() : askers;
  }

  private synchronized boolean wasLastThread() {
    threads--;
    return threads == 0;
  }

  private void failAll(Throwable why) {
    List<Deferred<List<InetAddress>>> all = new ArrayList<>();
    synchronized (this) {
      waiting.values().forEach(all::addAll);
      waiting.clear();
    }
    all.forEach(asker -> asker.fail(why));
  }

  private synchronized void leave(String name, Deferred<List<InetAddress>> asker) {
    var askers = waiting.get(name);
    if (askers != null) {
      askers.remove(asker);
      if (askers.isEmpty()) {
        waiting.remove(name);
      }
      return;
    }
    var hopeful = running.get(name);
    if (hopeful != null) {
      hopeful.remove(asker);
    }
  }

  @Override
  public synchronized String toString() {
    return running.size() + " look-ups under way, " + waiting.size() + " waiting";
  }
}
