package dev.triga.actors.ending;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What lies in the file system only as long as this process runs, and is removed however it ends:
/// by its owner, else by a shutdown hook, so also by a signal that nobody handles yet. Only KILL
/// leaves it. Any thread.
public final class Leftovers {
  private static final Leftovers OF_PROCESS = new Leftovers();

  // Guarded by this.
  private final Map<Object, Runnable> removals = new IdentityHashMap<>();

  private boolean isHooked;
  private boolean isOver;

  private Leftovers() {}

  /// Makes something of that kind.
  ///
  /// @param <T> what is made
  /// @param <X> what making it may throw
  @FunctionalInterface
  public interface Making<T, X extends Exception> {
    /// Makes it.
    T make() throws X;
  }

  /// Makes something that is removed at the end of the process unless [#forget] comes first. While
  /// it is made the hook waits, so that nothing is left between the making and the note of it.
  ///
  /// @param removal on the thread of the hook; it may come at the same time as the owner's own
  /// @throws IllegalStateException if the process ends already
  public static <T, X extends Exception> T make(Making<T, X> making, Consumer<? super T> removal)
      throws X {
    synchronized (OF_PROCESS) {
      OF_PROCESS.begin();
      T made = making.make();
      OF_PROCESS.removals.put(made, () -> removal.accept(made));
      return made;
    }
  }

  private void begin() {
    if (isOver) {
      throw new IllegalStateException("this process ends");
    }
    if (!isHooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::removeAll, "leftovers"));
      isHooked = true;
    }
  }

  /// Its owner removes it.
  ///
  /// @param made what [#make] gave
  public static void forget(Object made) {
    synchronized (OF_PROCESS) {
      var _ = OF_PROCESS.removals.remove(made);
    }
  }

  private void removeAll() {
    for (Runnable removal : takeAll()) {
      try {
        removal.run();
      } catch (RuntimeException e) {
        // It stays; nobody is left to be told. The others can still go.
      }
    }
  }

  private synchronized List<Runnable> takeAll() {
    isOver = true;
    var all = List.copyOf(removals.values());
    removals.clear();
    return all;
  }
}
