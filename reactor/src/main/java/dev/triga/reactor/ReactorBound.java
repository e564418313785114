package dev.triga.reactor;

/// Something that belongs to a reactor: its methods that return results do so on the turn of that
/// reactor.
///
/// Such an object serves programs without a loop too: outside any reactor
/// [dev.triga.async.Await#await] of one of its results runs the reactor, when nobody else does,
/// until the result is there.
///
/// ```java
/// var clock = new RemoteClock(Reactor.open());      // a ReactorBound of yours
/// var time = await(clock.time());                   // on the main thread, without run()
/// ```
public interface ReactorBound {
  /// The reactor it belongs to; always the same. Any thread.
  Reactor reactor();
}
