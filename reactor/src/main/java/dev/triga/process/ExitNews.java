package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Those who want to hear of an exit, each by a Deferred of their own, which they may cancel
/// without an effect on others. Any thread.
final class ExitNews {
  private final Reactor reactor;
  private final List<Deferred<ExitStatus>> waiting = new ArrayList<>(1);
  private @Nullable ExitStatus told;

  ExitNews(Reactor reactor) {
    this.reactor = reactor;
  }

  /// What was told, or null.
  synchronized @Nullable ExitStatus told() {
    return told;
  }

  Deferred<ExitStatus> await() {
    var news = new Deferred<ExitStatus>(reactor);
    ExitStatus known;
    synchronized (this) {
      known = told;
      if (known == null) {
        waiting.add(news);
      }
    }
    if (known != null) {
      news.succeed(known);
      return news;
    }
    return news.onCancel(_ -> forget(news));
  }

  private synchronized void forget(Deferred<ExitStatus> news) {
    waiting.remove(news);
  }

  void tell(ExitStatus status) {
    List<Deferred<ExitStatus>> all;
    synchronized (this) {
      told = status;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(news -> news.succeed(status));
  }
}
