package dev.triga.benchmarks.start;

import dev.triga.benchmarks.harness.SecondJvm;
import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.servers.BareJvm;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The least that a worker process costs: a JVM that connects.
public final class BareStarts implements Starts {
  /// What a JVM for so little may be told.
  private static final List<String> LEAN =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

  private final Path folder;
  private final Path path;
  private final ServerSocketChannel port;

  private BareStarts(Path folder, Path path, ServerSocketChannel port) {
    this.folder = folder;
    this.path = path;
    this.port = port;
  }

  /// Waits for connections.
  public static BareStarts open() {
    try {
      Path folder = Files.createTempDirectory("triga-bench");
      Path path = folder.resolve("socket");
      var port = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      port.bind(UnixDomainSocketAddress.of(path));
      return new BareStarts(folder, path, port);
    } catch (IOException e) {
      throw new Unavailable("there is no socket: " + e.getMessage());
    }
  }

  @Override
  public Start next(Duration rest) {
    var command = SecondJvm.plainCommand(LEAN, BareJvm.class, path.toString());
    try {
      long begin = System.nanoTime();
      Process process = new ProcessBuilder(command).inheritIO().start();
      try (var connection = port.accept()) {
        connection.read(ByteBuffer.allocate(1));
        return Start.ofProcess((System.nanoTime() - begin) / 1e6, process.pid(), rest);
      } finally {
        process.waitFor();
      }
    } catch (IOException e) {
      throw new Unavailable("it does not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted");
    }
  }

  @Override
  public void close() {
    try {
      port.close();
      Files.deleteIfExists(path);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // What is left is an empty folder among the temporary ones.
      return;
    }
  }
}
