package dev.triga.tasks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Shows how a batch goes on: as a bar on a terminal, as a line now and then elsewhere.
///
/// A listener for [BatchOptions#progress]. What it prints has the number of tasks that ended, the
/// rate, the time that is left if that can be told, and how many did not succeed. For one batch at
/// a time; any thread.
///
/// ```java
/// pool.with(options -> options.progress(ProgressBar.ofStandardError())).run(action, tasks);
/// ```
public final class ProgressBar implements Consumer<Progress> {
  /// How often a line is printed where there is no terminal.
  public static final Duration LINES_EVERY = Duration.ofSeconds(5);

  private static final int BAR_WIDTH = 20;
  private static final String ERASE_REST = "\033[K";

  private final PrintStream out;
  private final boolean isTerminal;
  private Duration next = LINES_EVERY;

  private ProgressBar(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /// A bar.
  ///
  /// @param out a terminal that knows ANSI's control sequences
  public static ProgressBar onTerminal(PrintStream out) {
    return new ProgressBar(out, true);
  }

  /// A line every five seconds, and one at the end.
  public static ProgressBar asLines(PrintStream out) {
    return new ProgressBar(out, false);
  }

  /// On standard error: a bar if that is known to be a terminal, else lines.
  public static ProgressBar ofStandardError() {
    return new ProgressBar(System.err, isTerminal(2));
  }

  /// The JDK cannot tell about standard error. On Linux the link of the descriptor does; elsewhere
  /// there are lines.
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized void accept(Progress progress) {
    if (isTerminal) {
      out.print("\r" + bar(progress) + text(progress) + ERASE_REST);
      if (progress.isOver()) {
        out.println();
      }
    } else if (progress.isOver() || progress.elapsed().compareTo(next) >= 0) {
      out.println(progress.name() + ": " + text(progress));
      next = progress.elapsed().plus(LINES_EVERY);
    }
    out.flush();
  }

  private static String bar(Progress progress) {
    if (progress.total().isEmpty()) {
      return progress.name() + ": ";
    }
    long total = progress.total().getAsLong();
    int full = total == 0 ? BAR_WIDTH : (int) (progress.ended() * BAR_WIDTH / total);
    return progress.name() + " [" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "] ";
  }

  private static String text(Progress progress) {
    var text = new StringBuilder();
    text.append(progress.ended());
    progress
        .total()
        .ifPresent(total -> {
          text.append('/').append(total);
          if (total > 0) {
            text.append(" (").append(progress.ended() * 100 / total).append(" %)");
          }
        });
    text.append(String.format(Locale.ROOT, ", %.1f/s", progress.rate()));
    if (progress.isOver()) {
      text.append(" in ").append(clock(progress.elapsed()));
    } else {
      progress.remaining().ifPresent(left -> text.append(", ").append(clock(left)).append(" left"));
    }
    append(text, progress.failed(), "failed");
    append(text, progress.timedOut(), "timed out");
    append(text, progress.lost(), "lost");
    append(text, progress.cancelled(), "cancelled");
    append(text, progress.retried(), "tried again");
    return text.toString();
  }

  private static void append(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }

  private static String clock(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
