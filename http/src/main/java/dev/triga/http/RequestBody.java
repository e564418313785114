package dev.triga.http;

import dev.triga.async.Deferred;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The body of one request between the connection, which puts pieces in, and whoever reads it. On
/// the turn.
final class RequestBody {
  /// What the body wants of its connection.
  interface Source {
    /// Somebody wants the body now.
    void wanted();

    /// What nobody has read is less again.
    void drained();
  }

  private final Source source;
  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>(2);
  private final int bufferedMax;
  private int buffered;
  private boolean isEnded;
  private boolean isWanted;
  private boolean isDiscarding;
  private Headers trailers = Headers.NONE;
  private @Nullable Throwable failure;
  private @Nullable Deferred<@Nullable ByteBuffer> waiting;
  private @Nullable Deferred<byte[]> waitingForAll;

  RequestBody(Source source, int bufferedMax) {
    this.source = source;
    this.bufferedMax = bufferedMax;
  }

  boolean isEnded() {
    return isEnded;
  }

  /// Whether somebody waits for the client to send.
  boolean isAwaited() {
    return waiting != null || waitingForAll != null;
  }

  boolean isWanted() {
    return isWanted;
  }

  Headers trailers() {
    return trailers;
  }

  /// Whether no more should come before somebody reads.
  boolean isFull() {
    return buffered > bufferedMax && waitingForAll == null && !isDiscarding;
  }

  /// Takes a piece, which is valid during the call only.
  void put(ByteBuffer data) {
    if (isDiscarding || failure != null) {
      return;
    }
    var copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
    if (waiting != null) {
      var first = waiting;
      waiting = null;
      first.succeed(copy);
      return;
    }
    pieces.add(copy);
    buffered += copy.remaining();
  }

  @SuppressWarnings("NullAway") // Null is the end.
  void end(Headers trailing) {
    isEnded = true;
    trailers = trailing;
    if (waiting != null) {
      var last = waiting;
      waiting = null;
      last.succeed(null);
    }
    if (waitingForAll != null) {
      var all = waitingForAll;
      waitingForAll = null;
      all.succeed(joined());
    }
  }

  /// It will not come to its end; whoever waits, or asks from now on, is told.
  void fail(Throwable why) {
    if (isEnded || failure != null) {
      return;
    }
    failure = why;
    pieces.clear();
    buffered = 0;
    if (waiting != null) {
      end(waiting, why);
      waiting = null;
    }
    if (waitingForAll != null) {
      end(waitingForAll, why);
      waitingForAll = null;
    }
  }

  /// Nobody will read the rest.
  void discard() {
    isDiscarding = true;
    pieces.clear();
    buffered = 0;
  }

  private static void end(Deferred<?> deferred, Throwable why) {
    if (why instanceof CancellationException) {
      deferred.cancel(why);
    } else {
      deferred.fail(why);
    }
  }

  Deferred<byte[]> whole() {
    if (isWanted) {
      throw new IllegalStateException("the body was asked for before: keep what came of it");
    }
    want();
    Deferred<byte[]> all = new Deferred<>();
    if (failure != null) {
      end(all, failure);
    } else if (isEnded) {
      all.succeed(joined());
    } else {
      waitingForAll = all;
      source.drained();
    }
    return all;
  }

  @SuppressWarnings("NullAway") // Null is the end.
  Deferred<@Nullable ByteBuffer> next() {
    if (isAwaited()) {
      return Deferred.failed(
          new IllegalStateException(
              "somebody waits for the body already: ask one after the other"));
    }
    want();
    Deferred<@Nullable ByteBuffer> next = new Deferred<>();
    var piece = pieces.poll();
    if (piece != null) {
      boolean wasFull = isFull();
      buffered -= piece.remaining();
      next.succeed(piece);
      if (wasFull && !isFull()) {
        source.drained();
      }
    } else if (failure != null) {
      end(next, failure);
    } else if (isEnded) {
      next.succeed(null);
    } else {
      waiting = next;
      source.drained();
    }
    return next;
  }

  private void want() {
    if (!isWanted) {
      isWanted = true;
      source.wanted();
    }
  }

  private byte[] joined() {
    var joined = ByteBuffer.wrap(new byte[buffered]);
    pieces.forEach(joined::put);
    pieces.clear();
    buffered = 0;
    return joined.array();
  }
}
