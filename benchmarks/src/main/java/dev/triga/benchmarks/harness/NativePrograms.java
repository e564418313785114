package dev.triga.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The C programs of this module, compiled on the spot into a private folder that [#close()]
/// removes. For one thread.
public final class NativePrograms implements AutoCloseable {
  private static final List<String> SOURCES =
      List.of("echo_epoll.c", "echo_uring.c", "load.c", "load_account.c", "load.h");
  private static final long COMPILER_SECONDS_MAX = 120;

  private final Path folder;
  private final Optional<String> reason;

  /// Why there is no reference on io_uring, whose headers are newer than the others'.
  private final Optional<String> noRing;

  private NativePrograms(Path folder, Optional<String> reason, Optional<String> noRing) {
    this.folder = folder;
    this.reason = reason;
    this.noRing = noRing;
  }

  /// Compiles the programs if this machine is a Linux with a C compiler.
  public static NativePrograms compile() {
    try {
      return build(Files.createTempDirectory("triga-bench"));
    } catch (IOException e) {
      throw new UncheckedIOException("No folder for compiled programs could be made", e);
    }
  }

  /// The reference echo server.
  ///
  /// @throws Unavailable if it could not be compiled
  public Path echoServer() {
    return program("echo_epoll");
  }

  /// The reference echo server on io_uring.
  ///
  /// @throws Unavailable if it could not be compiled
  public Path ringEchoServer() {
    if (noRing.isPresent()) {
      throw new Unavailable(noRing.get());
    }
    return program("echo_uring");
  }

  /// The load generator.
  ///
  /// @throws Unavailable if it could not be compiled
  public Path loadGenerator() {
    return program("load");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The compiled programs in " + folder + " are left behind", e);
    }
  }

  private Path program(String name) {
    if (reason.isPresent()) {
      throw new Unavailable(reason.get());
    }
    return folder.resolve(name);
  }

  private static NativePrograms build(Path folder) throws IOException {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return without(folder, "the C programs use epoll, which only Linux has");
    }
    Optional<Path> compiler = ProgramPath.find("cc").or(() -> ProgramPath.find("gcc"));
    if (compiler.isEmpty()) {
      return without(folder, "no C compiler (cc or gcc) on PATH");
    }
    for (String source : SOURCES) {
      try (InputStream content = NativePrograms.class.getResourceAsStream("/c/" + source)) {
        if (content == null) {
          throw new IOException("Resource /c/" + source + " is missing from the benchmarks' jar");
        }
        Files.copy(content, folder.resolve(source));
      }
    }
    // Side by side: each takes a good part of a second.
    Process load = start(compiler.get(), folder, "load", "load.c", "load_account.c");
    Process server = start(compiler.get(), folder, "echo_epoll", "echo_epoll.c");
    Process ring = start(compiler.get(), folder, "echo_uring", "echo_uring.c");
    Optional<String> noLoad = failureOf(load, "load.c");
    Optional<String> noServer = failureOf(server, "echo_epoll.c");
    Optional<String> noRing = failureOf(ring, "echo_uring.c");
    Optional<String> reason = noLoad.or(() -> noServer);
    return new NativePrograms(folder, reason, reason.or(() -> noRing));
  }

  private static NativePrograms without(Path folder, String reason) {
    return new NativePrograms(folder, Optional.of(reason), Optional.of(reason));
  }

  private static Process start(Path compiler, Path folder, String program, String... sources)
      throws IOException {
    var command = new ArrayList<>(List.of(compiler.toString(), "-O2", "-o", program));
    command.addAll(List.of(sources));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// Waits for the compiler; why there is no program, or nothing.
  private static Optional<String> failureOf(Process process, String source) {
    try {
      if (!process.waitFor(COMPILER_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("the C compiler took over " + COMPILER_SECONDS_MAX + " s");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("the C compiler refused " + source + " (headers of libc missing?)");
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while compiling");
    }
  }
}
