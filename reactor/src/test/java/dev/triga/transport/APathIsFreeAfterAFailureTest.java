package dev.triga.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.loop.FailingDriver;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a driver throws where it should listen at a path, the path can be listened at
/// afterwards.
class APathIsFreeAfterAFailureTest {
  private static final ProtocolFactory<Protocol> NOBODY = transport -> new Protocol() {};

  @Test
  void aPathIsFreeAfterAnyFailure(@TempDir Path directory) {
    var fails = new AtomicBoolean(true);
    var endpoint = Endpoint.parse("unix:" + directory.resolve("s"));
    try (var reactor = Reactor.builder().driver(new FailingDriver("listen", fails::get)).open()) {
      var thrown =
          assertThrows(IllegalStateException.class, () -> reactor.listen(endpoint, NOBODY));
      assertEquals(FailingDriver.SAID, thrown.getMessage());
      fails.set(false);
      assertTrue(reactor.listen(endpoint, NOBODY).isListening());
    }
  }
}
