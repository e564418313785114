package dev.triga.app;

import dev.triga.reactor.LogLevel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a server's log goes and how much of it is kept.
final class LogOptions {
  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "warning",
      converter = OptionText.ToLogLevel.class,
      description = "debug, info, warning, error or critical. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default.
  private LogLevel level;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Append the log to this file; USR1 opens it anew. Default: standard error.")
  private @Nullable Path file;

  /// The least level that is logged.
  LogLevel level() {
    return level;
  }

  /// Opens what the options say.
  ///
  /// @throws java.io.UncheckedIOException if the file cannot be opened; the message names it
  LogOutput open() {
    return file == null ? LogOutput.toStandardError() : LogOutput.toFile(file);
  }
}
