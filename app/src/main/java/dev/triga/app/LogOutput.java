package dev.triga.app;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogFormatter;
import dev.triga.reactor.LogObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import org.jspecify.annotations.Nullable;

/// Writes one line per log entry to standard error, or to a file that can be opened anew after it
/// was moved away. What cannot be written to the file, because the disk is full, say, goes to
/// standard error until it can. Any thread.
final class LogOutput implements LogObserver {
  private final @Nullable Path file;

  // Guarded by this.
  private OutputStream stream;

  private boolean isFailing;

  private LogOutput(@Nullable Path file, OutputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  static LogOutput toStandardError() {
    return new LogOutput(null, System.err);
  }

  /// @param user whom a file that is made belongs to, so that this process may open it anew when it
  ///   has become that user; empty to stay who we are
  /// @throws UncheckedIOException if the file cannot be opened; the message names it
  static LogOutput toFile(Path file, String user) {
    if (!user.isEmpty()) {
      makeFor(user, file);
    }
    return new LogOutput(file, append(file));
  }

  /// What is there already keeps its owner: another may have put it there, as a link to something.
  private static void makeFor(String user, Path file) {
    try {
      Files.createFile(file);
      var owner = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(owner);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to log file " + file + ": " + reason(e), e);
    }
  }

  /// Closes the file and opens it by its name again, which makes it if need be. When that fails the
  /// old one is kept. Standard error is left as it is.
  ///
  /// @throws UncheckedIOException if the file cannot be opened; the message names it
  synchronized void reopen() {
    if (file != null) {
      OutputStream before = stream;
      stream = append(file);
      isFailing = false;
      try {
        before.close();
      } catch (IOException e) {
        tell(e);
      }
    }
  }

  @Override
  public synchronized void observe(LogEntry entry) {
    byte[] line = (LogFormatter.oneLine().format(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      // In one call, so that a line is there in full or not at all.
      stream.write(line);
      stream.flush();
      isFailing = false;
    } catch (IOException e) {
      if (!isFailing) {
        isFailing = true;
        tell(e);
      }
      System.err.writeBytes(line);
      System.err.flush();
    }
  }

  private void tell(IOException e) {
    System.err.println("cannot write to log file " + file + ", so it goes on here: " + reason(e));
  }

  @Override
  public boolean isForAnyThread() {
    return true;
  }

  private static OutputStream append(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to log file " + file + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return switch (e) {
      case NoSuchFileException _ -> "there is no such folder";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
