package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.net.Producer;

/// The producer of a transport, and whether it has been told to pause. On the turn.
final class ProducerSlot {
  private final StreamTransport transport;
  private final EventLoop loop;
  private final Producer producer;
  private boolean paused;
  private boolean resuming;

  /// It had a claim when the close began, and keeps it until it is unregistered.
  private boolean closeHeld;

  ProducerSlot(StreamTransport transport, EventLoop loop, Producer producer) {
    this.transport = transport;
    this.loop = loop;
    this.producer = producer;
  }

  /// Starts a pull producer.
  void registered() {
    switch (producer) {
      case Producer.Pull pull -> resume();
      case Producer.Push push -> {
        if (transport.unsentBytes() > transport.outgoing().highWater()) {
          pause();
        }
      }
    }
  }

  /// Too much is unsent.
  void pause() {
    if (producer instanceof Producer.Push push && !paused) {
      paused = true;
      try {
        push.pause();
      } catch (Throwable t) {
        transport.producerFailed(producer, t);
      }
    }
  }

  /// Everything is sent.
  void drained() {
    if (producer instanceof Producer.Pull || paused) {
      resume();
    }
  }

  private void resume() {
    if (resuming) {
      return;
    }
    paused = false;
    resuming = true;
    try {
      producer.resume();
    } catch (Throwable t) {
      transport.producerFailed(producer, t);
    } finally {
      resuming = false;
    }
  }

  /// The transport begins to close: a push producer that is not paused has no claim to go on.
  void closing() {
    closeHeld = holdsClose();
    if (!closeHeld) {
      stop();
    }
  }

  /// Whether a close waits until this producer is unregistered.
  boolean holdsClose() {
    return closeHeld || producer instanceof Producer.Pull || paused;
  }

  void stop() {
    try {
      producer.stop();
    } catch (Throwable t) {
      loop.report("producer", producer, t, null);
    }
  }

  @Override
  public String toString() {
    return producer.toString();
  }
}
