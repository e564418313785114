package dev.triga.stream;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;

/// An element in the middle of a chain: takes bytes from above and gives others below.
///
/// What cannot be sent below yet waits in a queue, and meanwhile nothing more is let in than the
/// window: the queue holds at most what the filter makes of [ByteConsumer#DEFAULT_WINDOW_BYTES],
/// and in no case more than [ByteQueue#DEFAULT_LIMIT_BYTES]. An abort passes through at once, in
/// both directions, and drops what waits; the end of the data follows after what waits. Messages
/// that it does not understand go on. The methods to override are called on the turn; one that
/// throws is reported and aborts the chain.
///
/// ```java
/// final class UpperCase extends ByteFilter {
///   UpperCase(Reactor reactor) { super(reactor); }
///   @Override protected void filter(ByteBuffer in, ByteQueue out) {
///     out.append(US_ASCII.encode(US_ASCII.decode(in).toString().toUpperCase(Locale.ROOT)));
///   }
/// }
/// source.through(new UpperCase(reactor)).pipeTo(sink);
/// ```
public abstract class ByteFilter {
  private final Input input;
  private final Output output;
  private final ByteQueue waiting = new ByteQueue();

  /// Made for a reactor.
  protected ByteFilter(Reactor reactor) {
    this.input = new Input(reactor);
    this.output = new Output(reactor);
  }

  /// Takes all of `in`.
  ///
  /// @param in not to be changed, and valid only during this call
  /// @param out takes what goes on
  protected abstract void filter(ByteBuffer in, ByteQueue out);

  /// The data from above is complete: adds what is still to go on, or throws if it cannot be
  /// complete.
  protected void finish(ByteQueue out) {}

  /// A message came from above or below.
  ///
  /// @return whether it was understood; if not, it goes on
  protected boolean controlReceived(StreamControl message) {
    return false;
  }

  /// The stream was aborted: free what belongs to the filter. Called once.
  protected void aborted(CloseReason reason) {}

  /// The upper side, which takes bytes. Any thread.
  public final ByteConsumer input() {
    return input;
  }

  /// The lower side, which gives bytes. Any thread.
  public final ByteProducer output() {
    return output;
  }

  /// Ends the stream at once, up and down the chain. Any thread.
  public final void abort(CloseReason reason) {
    input.abort(reason);
  }

  /// Its kind.
  @Override
  public String toString() {
    return Names.of(this);
  }

  private final class Input extends ByteConsumer {
    Input(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      int count = data.remaining();
      filter(data, waiting);
      hold(count);
      output.drain();
    }

    void releaseAll() {
      release(held());
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      if (reason.isDone()) {
        tryToFinish();
      }
      output.endAfterWaiting(reason);
    }

    private void tryToFinish() {
      try {
        finish(waiting);
      } catch (Throwable error) {
        output.abort(
            CloseReason.of(CloseReason.Kind.ABORTED, this + "'s finish threw " + error, error));
        throw error;
      }
    }

    @Override
    protected void aborted(CloseReason reason) {
      waiting.clear();
      output.abort(reason);
      ByteFilter.this.aborted(reason);
    }

    @Override
    protected boolean controlReceived(StreamControl message) {
      return ByteFilter.this.controlReceived(message) || output.control(message);
    }

    @Override
    public String toString() {
      return ByteFilter.this.toString();
    }
  }

  private final class Output extends ByteProducer {
    private boolean inputEnded;
    private CloseReason end = CloseReason.DONE;

    Output(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void produce() {
      drain();
    }

    void drain() {
      if (sendFrom(waiting)) {
        if (inputEnded) {
          endData(end);
        } else {
          input.releaseAll();
        }
      }
    }

    void endAfterWaiting(CloseReason reason) {
      inputEnded = true;
      end = reason;
      drain();
    }

    @Override
    protected void aborted(CloseReason reason) {
      waiting.clear();
      if (input.isEnded()) {
        ByteFilter.this.aborted(reason);
      } else {
        input.abort(reason);
      }
    }

    @Override
    protected boolean controlReceived(StreamControl message) {
      return ByteFilter.this.controlReceived(message) || input.control(message);
    }

    @Override
    public String toString() {
      return ByteFilter.this.toString();
    }
  }
}
