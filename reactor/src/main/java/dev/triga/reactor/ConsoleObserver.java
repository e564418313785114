package dev.triga.reactor;

import java.io.PrintStream;

/// Prints one line per entry.
record ConsoleObserver(PrintStream stream, LogFormatter formatter) implements LogObserver {
  @Override
  public void observe(LogEntry entry) {
    // One call per line: a print stream locks per call, so lines of several reactors stay whole.
    stream.print(formatter.format(entry) + System.lineSeparator());
    stream.flush();
  }

  @Override
  public boolean isForAnyThread() {
    return true;
  }
}
