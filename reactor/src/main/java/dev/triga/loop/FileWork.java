package dev.triga.loop;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The blocking work on one file, one piece at a time, on a thread beside the loop. What a piece
/// leaves behind is seen by the turn afterwards, and by the next piece. On the turn.
public final class FileWork {
  /// A piece of work that may block.
  ///
  /// @param <T> what it leaves
  @FunctionalInterface
  public interface Piece<T> {
    /// Does it, beside the loop.
    T run() throws IOException;
  }

  private final EventLoop loop;
  private final Object file;
  private final Object owner;
  private boolean isBusy;

  /// For one file.
  ///
  /// @param file its path, or what else names it in messages
  /// @param owner who is named in a report of what fails at the end
  public FileWork(EventLoop loop, Object file, Object owner) {
    this.loop = loop;
    this.file = file;
    this.owner = owner;
  }

  /// Whether a piece is being worked on.
  public boolean isBusy() {
    return isBusy;
  }

  /// Begins a piece.
  ///
  /// @param then is told its result, or what it threw, on the turn
  public <T> void begin(Piece<T> piece, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    if (isBusy) {
      throw new IllegalStateException("a piece of work on " + file + " is not finished");
    }
    isBusy = true;
    loop.threads()
        .beside(
            loop.name() + " " + file,
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
  public void last(Piece<?> piece) {
    begin(
        piece,
        (done, failure) -> {
          if (failure != null) {
            loop.report("file", owner, new CompletionException("closing " + file, failure), null);
          }
        });
  }

  /// What went wrong at a place of the file, for people.
  public String explain(String doing, long at, Throwable failure) {
    return doing + " " + file + " failed at byte " + at + ": " + explain(failure);
  }

  /// What went wrong before there was a place, for people.
  public String explain(String doing, Throwable failure) {
    return doing + " " + file + " failed: " + explain(failure);
  }

  private String explain(Throwable failure) {
    var message = failure.getMessage();
    var kind = failure.getClass().getSimpleName();
    return message == null || message.equals(file.toString()) ? kind : kind + ": " + message;
  }
}
