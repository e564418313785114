package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.ListenerHandle;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// More connections than one batch has room for.
@EnabledOnOs(OS.LINUX)
class ManyConnectionsTakeTurnsTest {
  /// Beyond the batch of each driver, beyond the first memory of the list of poll, and low enough
  /// for select.
  private static final int CONNECTIONS = 300;

  /// In which each driver comes to everybody: the kernel hands out 20 completions at a time.
  private static final int POLLS = 40;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void thoseThatAlwaysHaveInputDoNotStarveOthers(Mode mode) throws IOException {
    List<SocketChannel> peers = new ArrayList<>();
    try (var fixture = new DriverFixture(mode)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      for (int count = 1; count <= CONNECTIONS; count++) {
        peers.add(SocketChannel.open(listener.localAddress()));
        int accepted = count;
        fixture.pollUntil(() -> acceptor.handles.size() == accepted);
      }
      // Everybody has input all the time, so each must have been served after so many polls.
      for (int poll = 0; poll < POLLS; poll++) {
        for (SocketChannel peer : peers) {
          peer.write(ByteBuffer.wrap(new byte[] {1}));
        }
        fixture.polls(1);
      }
      assertThat(acceptor.sinks).allSatisfy(sink -> assertThat(sink.bytes()).isNotEmpty());
      // Closing in the middle leaves the others where they are.
      for (int index = 0; index < CONNECTIONS; index += 2) {
        acceptor.handles.get(index).close();
      }
      for (int index = 1; index < CONNECTIONS; index += 2) {
        peers.get(index).write(ByteBuffer.wrap("x".getBytes()));
        RecordingSink sink = acceptor.sinks.get(index);
        fixture.pollUntil(() -> sink.text().endsWith("x"));
      }
    } finally {
      for (SocketChannel peer : peers) {
        peer.close();
      }
    }
  }
}
