package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.loop.FileWork;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One file on its way to the peer, and what was written behind it. On the turn.
///
/// It is opened beside the loop while the file before it is sent; what came of that counts when its
/// turn comes. Then the handle moves its bytes by itself, or where it cannot, [FileReading] brings
/// them.
final class FileSending {
  /// What a step has come to.
  enum Step {
    /// Bytes went: [FileSending#moved()] says how many.
    MOVED,
    /// The handle tells when there is room.
    BLOCKED,
    /// The file tells when there is more.
    LATER,
    /// There is nothing more to be sent of it.
    DONE
  }

  private final Outgoing outgoing;
  private final EventLoop loop;
  private final Ending ending;
  private final StreamHandle handle;
  private final FileRegion region;
  private final FileWork work;
  private final Deferred<Long> result;
  private final OutBuffer behind;

  /// What was opened before it was to be sent.
  private final @Nullable HeldFile held;

  private @Nullable OutgoingFile file;

  /// What came of opening it, until its turn comes.
  private @Nullable Opening opening;

  private @Nullable FileReading reading;
  private @Nullable ScheduledCall pause;

  /// Nothing more of it is to be sent.
  private boolean isOver;

  private boolean hasBegun;
  private long position;
  private long left;
  private long sent;
  private long moved;

  FileSending(
      Outgoing outgoing,
      EventLoop loop,
      Ending ending,
      StreamHandle handle,
      FileRegion region,
      @Nullable HeldFile held) {
    this.outgoing = outgoing;
    this.loop = loop;
    this.ending = ending;
    this.handle = handle;
    this.region = region;
    this.work = new FileWork(loop, region.source(), region);
    this.behind = new OutBuffer(loop.chunks());
    this.result = new Deferred<Long>(loop).onCancel(why -> cancelled());
    this.held = held;
    if (held != null) {
      hasBegun = true;
      var opened = held.take();
      file = opened.file();
      opening = new Opening(opened, null);
    }
  }

  Deferred<Long> result() {
    return result;
  }

  /// What was written behind it.
  OutBuffer behind() {
    return behind;
  }

  /// How many bytes the last step has moved.
  long moved() {
    return moved;
  }

  // Opening.

  /// What came of opening a file: the file, or the failure.
  private record Opening(@Nullable OpenedFile opened, @Nullable Throwable failure) {}

  /// Opens the file, unless that has begun.
  void begin() {
    if (!hasBegun && !isOver) {
      hasBegun = true;
      work.begin(() -> OpenedFile.of(handle, region.source()), this::opened);
    }
  }

  private void opened(@Nullable OpenedFile opened, @Nullable Throwable failure) {
    if (opened != null) {
      file = opened.file();
    }
    if (isOver) {
      closeFile();
    } else {
      opening = new Opening(opened, failure);
      outgoing.requestFlush();
    }
  }

  /// Its turn has come, and it has been opened or cannot be.
  private void takeUp(@Nullable OpenedFile opened, @Nullable Throwable failure) {
    if (opened == null) {
      var why = Objects.requireNonNull(failure);
      fail(work.explain("opening", why), why);
    } else if (region.from() > opened.size() || region.count() > opened.size() - region.from()) {
      fail("there are not so many: the file has " + opened.size() + " bytes", null);
    } else {
      position = region.from();
      left = region.isPromised() ? region.count() : opened.size() - position;
      readFrom(opened);
    }
  }

  private void readFrom(OpenedFile opened) {
    var toRead = opened.toRead();
    if (toRead != null) {
      reading =
          new FileReading(
              work, toRead, position, left, this::arrived, why -> broken(why, position));
    }
  }

  private void arrived() {
    if (isOver) {
      closeFile();
    } else {
      outgoing.requestFlush();
    }
  }

  // Sending.

  /// Sends what can be sent now, when everything before it is sent.
  ///
  /// @param out takes what the handle does not, if the bytes are read
  /// @param max how many bytes at most, if the handle moves them
  Step step(OutBuffer out, long max) {
    var arrived = opening;
    if (arrived != null && !isOver) {
      opening = null;
      takeUp(arrived.opened(), arrived.failure());
    }
    if (isOver) {
      return Step.DONE;
    }
    if (file == null || pause != null) {
      begin();
      return Step.LATER;
    }
    if (left == 0) {
      isOver = true;
      closeFile();
      result.succeed(sent);
      return Step.DONE;
    }
    var source = reading;
    return source == null ? move(file, max) : write(source, out);
  }

  private Step move(OutgoingFile from, long max) {
    long count = Math.min(left, region.isPaced() ? FileReading.PIECE_BYTES : max);
    long taken = handle.sendFile(from, position, count);
    if (taken > 0) {
      return gone(taken);
    }
    if (taken == 0) {
      return Step.BLOCKED;
    }
    if (taken == StreamHandle.FILE_ENDED) {
      var shrunk = new FileReading.FileShrunk(position);
      broken(shrunk, position);
    } else if (taken == StreamHandle.FILE_REFUSED) {
      readInstead();
    } else {
      // It may be the disk that failed: half a file must not look whole.
      ending.end(handle.failure(), true);
    }
    return Step.LATER;
  }

  /// The system cannot move this file: reads it from here on.
  private void readInstead() {
    var refused = Objects.requireNonNull(file);
    file = null;
    work.begin(
        () -> {
          refused.close();
          return held == null ? OpenedFile.toRead(region.source()) : held.toRead();
        },
        (opened, failure) -> {
          if (opened == null) {
            broken(Objects.requireNonNull(failure), position);
            return;
          }
          file = opened.file();
          readFrom(opened);
          arrived();
        });
  }

  private Step write(FileReading source, OutBuffer out) {
    ByteBuffer piece = source.take();
    if (piece == null) {
      return Step.LATER;
    }
    int count = piece.remaining();
    if (handle.write(piece) < 0) {
      ending.end(handle.failure(), false);
      return Step.LATER;
    }
    out.append(piece);
    source.free(piece);
    return gone(count);
  }

  private Step gone(long count) {
    moved = count;
    position += count;
    left -= count;
    sent += count;
    long nanos;
    try {
      region.progress().accept(sent);
      nanos = region.pace().applyAsLong(count);
    } catch (Throwable t) {
      loop.report("progress of a file", region, t, null);
      ending.abortAfter("who watches the sending of a file", t);
      return Step.LATER;
    }
    if (nanos > 0 && left > 0 && !isOver) {
      pause = loop.schedule(Duration.ofNanos(nanos), this::pauseOver);
    }
    return Step.MOVED;
  }

  private void pauseOver() {
    pause = null;
    outgoing.requestFlush();
  }

  // Ends before its time.

  private void cancelled() {
    if (isOver) {
      return;
    }
    if (sent > 0) {
      ending.abort(
          CloseReason.of(
              CloseReason.Kind.ABORTED,
              "sending " + region + " was cancelled after " + sent + " bytes"));
    } else {
      isOver = true;
      closeFile();
      outgoing.requestFlush();
    }
  }

  private void broken(Throwable why, long at) {
    if (isOver) {
      closeFile();
    } else {
      fail(work.explain("reading", at, why), why);
    }
  }

  private void fail(String detail, @Nullable Throwable cause) {
    isOver = true;
    closeFile();
    var reason = new CloseReason(CloseReason.Kind.ABORTED, detail, cause);
    var failure = new FileFailure(region, sent, reason);
    result.fail(failure);
    if (sent > 0 || region.isPromised()) {
      ending.abort(
          CloseReason.of(
              CloseReason.Kind.ABORTED, Objects.requireNonNull(failure.getMessage()), failure));
    } else {
      outgoing.requestFlush();
    }
  }

  /// The connection is over.
  void connectionEnded(CloseReason reason) {
    behind.clear();
    if (!isOver) {
      isOver = true;
      closeFile();
      result.fail(new FileFailure(region, sent, reason));
    }
  }

  private void closeFile() {
    if (pause != null) {
      pause.cancel();
      pause = null;
    }
    var open = file;
    if (open != null && !work.isBusy()) {
      file = null;
      work.last(() -> {
        open.close();
        return open;
      });
    }
  }
}
