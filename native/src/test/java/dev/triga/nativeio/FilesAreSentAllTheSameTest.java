package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.triga.nativeio.libc.Errno;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.FileFailure;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `sendfile` may answer, and what becomes of the file.
@TrigaTest
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class FilesAreSentAllTheSameTest {
  /// Takes several calls, of which each moves what is allowed in a pass at most.
  private static final int SIZE = 4 * Transport.FILE_BYTES_PER_PASS_MAX + 12_345;

  @TempDir private Path folder = Path.of("");
  private final byte[] content = new byte[SIZE];
  private final CompletableFuture<Long> sent = new CompletableFuture<>();
  private final CompletableFuture<CloseReason> lost = new CompletableFuture<>();

  /// Sends the file to whoever connects.
  private final class Sender implements Protocol {
    private final Transport transport;
    private final Path file;
    private final Runnable before;

    Sender(Transport transport, Path file, Runnable before) {
      this.transport = transport;
      this.file = file;
      this.before = before;
    }

    @Override
    public void connectionMade() {
      before.run();
      var ignored = transport.sendFile(file).handle(this::ended);
    }

    private String ended(@Nullable Long count, @Nullable Throwable failure) {
      if (failure == null) {
        sent.complete(count);
        transport.close();
      } else {
        sent.completeExceptionally(failure);
      }
      return "told";
    }

    @Override
    public void connectionLost(CloseReason reason) {
      lost.complete(reason);
    }
  }

  private Socket connect(Reactor reactor) throws IOException {
    return connect(reactor, () -> {});
  }

  private Socket connect(Reactor reactor, Runnable before) throws IOException {
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i * 13 + (i >> 9));
    }
    var file = Files.write(folder.resolve("file"), content);
    reactor.start();
    var port =
        reactor.blockingCallFromThread(() ->
            reactor.listen(
                Endpoint.parse("tcp:127.0.0.1:0"),
                transport -> new Sender(transport, file, before)));
    var address = (InetSocketAddress) port.localAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aFileThatTheSystemCannotSendIsReadFromThere(int calls, Reactor reactor) throws Exception {
    try (var faults = new FaultScript().failAfter(calls, "sendfile", Errno.EINVAL, 1);
        var socket = connect(reactor)) {
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(content);
      assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo(SIZE);
      assertThat(faults.failures()).isEqualTo(1);
      endedInOrder(socket);
    }
  }

  /// The connection waits for our end, and has a timer for that.
  private void endedInOrder(Socket socket) throws Exception {
    socket.close();
    assertThat(lost.get(10, TimeUnit.SECONDS).isDone()).isTrue();
  }

  @Test
  void signalsDoNotMatter(Reactor reactor) throws Exception {
    try (var faults = new FaultScript().failAfter(1, "sendfile", Errno.EINTR, 50);
        var socket = connect(reactor)) {
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(content);
      assertThat(faults.failures()).isEqualTo(50);
      endedInOrder(socket);
    }
  }

  @Test
  void aDiskThatFailsResetsTheConnection(Reactor reactor) throws Exception {
    try (var faults = new FaultScript().failAfter(1, "sendfile", Errno.EIO, 1);
        var socket = connect(reactor)) {
      assertThat(catchThrowable(() -> socket.getInputStream().readAllBytes()))
          .isInstanceOf(SocketException.class);
      assertThat(catchThrowable(() -> sent.get(10, TimeUnit.SECONDS)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(FileFailure.class)
          .hasMessageContaining("the device failed")
          .hasMessageContaining("file");
      assertThat(lost.get(10, TimeUnit.SECONDS).detail()).contains("the device failed");
      assertThat(faults.failures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EMFILE, Errno.EACCES})
  void aFileThatCannotBeOpenedIsToldInWords(int errno, Reactor reactor) throws Exception {
    try (var faults = new FaultScript();
        var socket = connect(reactor, () -> faults.fail("open", errno, 1))) {
      assertThat(catchThrowable(() -> sent.get(10, TimeUnit.SECONDS)))
          .cause()
          .isInstanceOf(FileFailure.class)
          .hasMessageContaining(Errno.sentence(errno));
      assertThat(faults.failures()).isEqualTo(1);
      assertThat(lost).isNotDone();
      socket.shutdownOutput();
      assertThat(lost.get(10, TimeUnit.SECONDS).isDone()).isTrue();
    }
  }
}
