import module dev.triga.reactor;

/// What droned says with decorators, said with functions around functions: on a thread, tried
/// again, one at a time, after a while, and back from a thread to the reactor.
void main() {
  int exitCode =
      Reactor.react(reactor -> {
        var lock = new DeferredLock(reactor);
        Backoff backoff = Backoff.fixed(Duration.ofMillis(25)).maxAttempts(10);
        Supplier<Deferred<String>> fetch =
            oneAtATime(lock, retried(reactor, backoff, onThread(() -> fetch(reactor))));

        Supplier<Deferred<String>> hopeless =
            retried(reactor, backoff.maxAttempts(3), onThread(this::fail));
        return Deferred.all(List.of(fetch.get(), fetch.get()))
            .thenAccept(both -> both.forEach(IO::println))
            .thenCompose(done -> delayed(reactor, Duration.ofMillis(10), hopeless).get())
            .exceptionally(failure -> "the latest failure: " + failure.getMessage())
            .thenAccept(IO::println);
      });
  IO.println("exit code " + exitCode);
}

final AtomicInteger attempts = new AtomicInteger();
String lastTold;

<T> Supplier<Deferred<T>> onThread(Callable<T> function) {
  return () -> Reactor.current().deferToThread(function);
}

<T> Supplier<Deferred<T>> retried(
    Reactor reactor, Backoff backoff, Supplier<Deferred<T>> function) {
  return () -> backoff.retry(reactor, function::get);
}

<T> Supplier<Deferred<T>> oneAtATime(DeferredLock lock, Supplier<Deferred<T>> function) {
  return () -> lock.run(function::get);
}

<T> Supplier<Deferred<T>> delayed(Reactor reactor, Duration delay, Supplier<Deferred<T>> function) {
  return () -> reactor.deferLater(delay).thenCompose(done -> function.get());
}

/// Blocking work; every third attempt succeeds. What it tells the reactor needs no lock.
String fetch(Reactor reactor) throws IOException {
  int attempt = attempts.incrementAndGet();
  String before = reactor.submit(() -> tell("attempt " + attempt)).toCompletableFuture().join();
  if (attempt % 3 != 0) {
    throw new IOException("busy");
  }
  return "fetched by attempt " + attempt + ", after " + before;
}

String tell(String news) {
  String before = lastTold;
  lastTold = news;
  return before;
}

String fail() throws IOException {
  throw new IOException("failure " + attempts.incrementAndGet());
}
