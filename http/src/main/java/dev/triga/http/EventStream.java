package dev.triga.http;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writes events as a body, and a comment after each time of silence, so that proxies and clients
/// see that the stream lives, and we notice when they do not. On the turn.
final class EventStream implements EventOutput {
  private final BodyOutput out;
  private final Reactor reactor;
  private final Duration silence;
  private @Nullable ScheduledCall due;
  private boolean isWaiting;

  private EventStream(BodyOutput out, Reactor reactor, Duration silence) {
    this.out = out;
    this.reactor = reactor;
    this.silence = silence;
  }

  /// As the writer of a body.
  static BodyWriter of(EventWriter writer, Reactor reactor, Duration silence) {
    return out -> {
      var stream = new EventStream(out, reactor, silence);
      stream.isNotSilent();
      try {
        writer.writeTo(stream);
      } finally {
        stream.end();
      }
    };
  }

  @Override
  public Deferred<@Nullable Void> send(ServerEvent event) {
    return write(event.text());
  }

  @Override
  public Deferred<@Nullable Void> comment(String text) {
    var lines = new StringBuilder();
    for (String line : text.split("\r\n|\r|\n", -1)) {
      lines.append(": ").append(line).append('\n');
    }
    return write(lines.append('\n').toString());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Only a look at how it ends.
  private Deferred<@Nullable Void> write(String text) {
    isNotSilent();
    var written = out.write(text);
    if (!written.isDone()) {
      isWaiting = true;
      written.handle((nothing, failure) -> {
        isWaiting = false;
        return null;
      });
    }
    return written;
  }

  private void isNotSilent() {
    if (due == null || !due.reset(silence)) {
      due = reactor.schedule(silence, this::breakSilence);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Whether the client left is seen elsewhere.
  private void breakSilence() {
    if (isWaiting) {
      // What is there to be read has not been taken yet.
      isNotSilent();
    } else {
      comment("");
    }
  }

  private void end() {
    if (due != null) {
      due.cancel();
    }
  }
}
