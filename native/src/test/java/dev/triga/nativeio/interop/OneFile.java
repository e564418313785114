package dev.triga.nativeio.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.net.FileRegion;
import dev.triga.net.Transport;
import dev.triga.protocol.LineProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Answers every request of HTTP 1 with one file, and leaves.
final class OneFile extends LineProtocol {
  private final Path file;

  OneFile(Transport transport, Path file) {
    super(transport);
    this.file = file;
  }

  @Override
  protected void lineReceived(String line) {
    if (!line.isEmpty()) {
      return;
    }
    try {
      long size = Files.size(file);
      var head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n";
      transport().write(US_ASCII.encode(head));
      var ignored = transport().sendFile(FileRegion.of(file, 0, size));
      transport().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
