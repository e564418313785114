package dev.triga.nativeio.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where `kqueue` and `kevent` come from: the system on macOS, elsewhere the library that the
/// system property [#PROPERTY] names, such as libkqueue or a double of it. Any thread.
public final class KqueueLibrary {
  /// The system property with the path of a library that has `kqueue` and `kevent`.
  public static final String PROPERTY = "triga.kqueue.library";

  /// The system property that replaces the number of `EVFILT_USER`: libkqueue on Linux has
  /// FreeBSD's -11 where macOS has -10.
  public static final String USER_FILTER_PROPERTY = "triga.kqueue.evfiltUser";

  private static @Nullable SymbolLookup found;

  private KqueueLibrary() {}

  /// Why there is no kqueue in this JVM, as one sentence; empty when there is one, which then stays
  /// the same as long as the JVM lives.
  public static synchronized Optional<String> obstacle() {
    if (found != null) {
      return Optional.empty();
    }
    return Platform.obstacleBeyondLinux().or(KqueueLibrary::find);
  }

  private static Optional<String> find() {
    String userFilter = System.getProperty(USER_FILTER_PROPERTY);
    if (userFilter != null && !userFilter.matches("-[0-9]{1,4}")) {
      return Optional.of(
          "the system property "
              + USER_FILTER_PROPERTY
              + " is '"
              + userFilter
              + "'; it takes a number such as -11");
    }
    String path = System.getProperty(PROPERTY);
    if (path != null) {
      return load(Path.of(path));
    }
    if (!Platform.MACOS) {
      return Optional.of(
          "this is macOS's mechanism; on "
              + Platform.SYSTEM
              + " give the path of a libkqueue with -D"
              + PROPERTY
              + "=PATH");
    }
    found = Downcalls.LIBC;
    return Optional.empty();
  }

  @SuppressWarnings("restricted")
  private static Optional<String> load(Path path) {
    String why;
    if (!Files.isRegularFile(path)) {
      why = "there is no such file";
    } else {
      try {
        // SAFETY: whoever sets the property vouches for the library.
        SymbolLookup library = SymbolLookup.libraryLookup(path, Arena.global());
        if (library.find("kqueue").isPresent() && library.find("kevent").isPresent()) {
          found = library;
          return Optional.empty();
        }
        why = "it has no functions kqueue and kevent";
      } catch (IllegalArgumentException e) {
        why = "it cannot be loaded: " + e.getMessage();
      }
    }
    return Optional.of("the library " + path + " that " + PROPERTY + " names is no use: " + why);
  }

  /// The library, for linking.
  ///
  /// @throws UnsupportedOperationException if there is an [#obstacle]
  static synchronized SymbolLookup library() {
    obstacle()
        .ifPresent(reason -> {
          throw new UnsupportedOperationException(reason);
        });
    SymbolLookup library = found;
    if (library == null) {
      throw new IllegalStateException("a library without an obstacle was not found");
    }
    return library;
  }
}
