package dev.triga.protocol;

import dev.triga.net.Producer;

/// A producer that is held by two: the transport below, and a budget.
abstract class SlowedProducer {
  boolean isSlow;

  private SlowedProducer(boolean isSlow) {
    this.isSlow = isSlow;
  }

  static SlowedProducer of(Producer producer, boolean isSlow) {
    return switch (producer) {
      case Producer.Push push -> new Push(push, isSlow);
      case Producer.Pull pull -> new Pull(pull, isSlow);
    };
  }

  /// What the transport below sees.
  abstract Producer face();

  /// The budget is spent, or there is some again.
  abstract void slow(boolean slow);

  private static final class Push extends SlowedProducer implements Producer.Push {
    private final Producer.Push producer;
    private boolean isPausedBelow;
    private boolean isPaused;

    Push(Producer.Push producer, boolean isSlow) {
      super(isSlow);
      this.producer = producer;
    }

    @Override
    Producer face() {
      return this;
    }

    @Override
    void slow(boolean slow) {
      isSlow = slow;
      tell();
    }

    @Override
    public void pause() {
      isPausedBelow = true;
      tell();
    }

    @Override
    public void resume() {
      isPausedBelow = false;
      tell();
    }

    @Override
    public void stop() {
      producer.stop();
    }

    private void tell() {
      boolean wanted = isPausedBelow || isSlow;
      if (wanted != isPaused) {
        isPaused = wanted;
        if (wanted) {
          producer.pause();
        } else {
          producer.resume();
        }
      }
    }
  }

  private static final class Pull extends SlowedProducer implements Producer.Pull {
    private final Producer.Pull producer;
    private boolean isAsked;

    Pull(Producer.Pull producer, boolean isSlow) {
      super(isSlow);
      this.producer = producer;
    }

    @Override
    Producer face() {
      return this;
    }

    @Override
    void slow(boolean slow) {
      isSlow = slow;
      if (!slow && isAsked) {
        isAsked = false;
        producer.resume();
      }
    }

    @Override
    public void resume() {
      if (isSlow) {
        isAsked = true;
      } else {
        producer.resume();
      }
    }

    @Override
    public void stop() {
      producer.stop();
    }
  }
}
