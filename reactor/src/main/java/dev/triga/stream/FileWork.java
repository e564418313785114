package dev.triga.stream;

import dev.triga.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The blocking work on one file, one piece at a time, on a thread beside the loop. What a piece
/// leaves behind is seen by the turn afterwards, and by the next piece. On the turn.
final class FileWork {
  /// A piece of work that may block.
  interface Piece<T> {
    T run() throws IOException;
  }

  private final EventLoop loop;
  private final Path path;
  private final Object owner;
  private boolean isBusy;

  FileWork(EventLoop loop, Path path, Object owner) {
    this.loop = loop;
    this.path = path;
    this.owner = owner;
  }

  /// Whether a piece is being worked on.
  boolean isBusy() {
    return isBusy;
  }

  /// Begins a piece.
  ///
  /// @param then is told its result, or what it threw, on the turn
  <T> void begin(Piece<T> piece, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    if (isBusy) {
      throw new IllegalStateException("a piece of work on " + path + " is not finished");
    }
    isBusy = true;
    loop.threads()
        .beside(
            loop.name() + " " + path.getFileName(),
            () -> {
              T result = null;
              Throwable failure = null;
              try {
                result = piece.run();
              } catch (Throwable thrown) {
                failure = thrown;
              }
              finish(then, result, failure);
            });
  }

  private <T> void finish(
      BiConsumer<@Nullable T, @Nullable Throwable> then,
      @Nullable T result,
      @Nullable Throwable failure) {
    loop.deliver(() -> {
      isBusy = false;
      var ignored = loop.contain("file", () -> then.accept(result, failure));
    });
  }

  /// Does what is left to do when nobody waits for it, such as closing; a failure is reported.
  void last(Piece<?> piece) {
    begin(
        piece,
        (done, failure) -> {
          if (failure != null) {
            loop.report("file", owner, new CompletionException("closing " + path, failure), null);
          }
        });
  }

  /// What went wrong, for people.
  String explain(String doing, long at, Throwable failure) {
    var message = failure.getMessage();
    var kind = failure.getClass().getSimpleName();
    return doing
        + " "
        + path
        + " failed at byte "
        + at
        + ": "
        + (message == null || message.equals(path.toString()) ? kind : kind + ": " + message);
  }
}
