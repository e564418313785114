package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.Producer;
import dev.triga.net.Transport;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Push and pull producers.
abstract class ProducersContract extends Contract {
  private final List<String> told = new CopyOnWriteArrayList<>();

  ProducersContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Producer.Push push() {
    return new Producer.Push() {
      @Override
      public void pause() {
        told.add("pause");
      }

      @Override
      public void resume() {
        told.add("resume");
      }

      @Override
      public void stop() {
        told.add("stop");
      }
    };
  }

  /// Writes `pieces` pieces of `size` bytes, then lets go.
  private Producer.Pull pull(Transport transport, int pieces, int size) {
    return new Producer.Pull() {
      private int left = pieces;

      @Override
      public void resume() {
        told.add("resume");
        if (left-- > 0) {
          transport.write(ByteBuffer.allocate(size));
        } else {
          transport.unregisterProducer();
        }
      }

      @Override
      public void stop() {
        told.add("stop");
      }
    };
  }

  @Test
  void aPushProducerIsPausedAboveTheHighWatermarkInsideTheWrite() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          transport.registerProducer(push());
          assertEquals(List.of(), told);
          BackPressureContract.fill(transport);
          assertTrue(told.contains("pause"));
        });
    pair.protocol().transport.abort();
    assertSoon("stop", told::getLast);
  }

  @Test
  void aPushProducerIsResumedWhenEverythingIsSent() {
    var pair = pair();
    int written =
        onTurn(
            pair.reactor(),
            () -> {
              pair.protocol().transport.registerProducer(push());
              return BackPressureContract.fill(pair.protocol().transport);
            });
    settle(pair.reactor());
    assertFalse(told.contains("resume"));
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertSoon("resume", told::getLast);
    assertEquals(0, pair.protocol().transport.unsentBytes());
  }

  @Test
  void aPullProducerIsAskedAtOnceAndEachTimeEverythingIsSent() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.registerProducer(pull(pair.protocol().transport, 5, 1000));
          assertEquals(List.of("resume"), told);
        });
    assertEquals(5000, pair.peer().read(5000, PATIENCE).length);
    assertSoon(6, told::size);
    assertFalse(told.contains("stop"));
  }

  @Test
  void aPullProducerStreamsMoreThanTheBuffersHold() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () ->
            pair.protocol()
                .transport
                .registerProducer(pull(pair.protocol().transport, 100, 100_000)));
    assertEquals(10_000_000, pair.peer().read(10_000_000, PATIENCE).length);
  }

  @Test
  void aSecondProducerIsRefused() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.registerProducer(push());
          assertThrows(
              IllegalStateException.class,
              () -> pair.protocol().transport.registerProducer(push()));
        });
  }

  @Test
  void anotherProducerMayFollowAnUnregisteredOne() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.registerProducer(push());
          pair.protocol().transport.unregisterProducer();
          pair.protocol().transport.unregisterProducer();
          pair.protocol().transport.registerProducer(push());
        });
    assertEquals(List.of(), told);
  }

  @Test
  void aProducerIsStoppedWhenTheConnectionIsLost() {
    var pair = pair();
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.registerProducer(push()));
    pair.peer().abort();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(List.of("stop"), told);
  }

  @Test
  void onAClosedTransportAProducerIsOnlyStopped() {
    var pair = pair();
    pair.protocol().transport.abort();
    eventually("it ends", pair.protocol()::isLost);
    doOnTurn(
        pair.reactor(),
        () -> pair.protocol().transport.registerProducer(pull(pair.protocol().transport, 1, 1)));
    assertEquals(List.of("stop"), told);
  }

  @Test
  void closeWaitsForAPullProducer() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.registerProducer(pull(pair.protocol().transport, 20, 10_000));
          pair.protocol().transport.close();
        });
    assertEquals(200_000, pair.peer().read(200_000, PATIENCE).length);
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.DONE, pair.protocol().reason().kind());
  }

  @Test
  void closeWaitsForAPausedPushProducer() {
    var pair = pair();
    int written =
        onTurn(
            pair.reactor(),
            () -> {
              var transport = pair.protocol().transport;
              transport.registerProducer(
                  new Producer.Push() {
                    @Override
                    public void pause() {
                      told.add("pause");
                    }

                    @Override
                    public void resume() {
                      told.add("resume");
                      transport.write(bytes("the rest"));
                      transport.unregisterProducer();
                    }

                    @Override
                    public void stop() {
                      told.add("stop");
                    }
                  });
              int count = BackPressureContract.fill(transport);
              transport.close();
              return count;
            });
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertEquals("the rest", pair.peer().readText(8));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    assertFalse(told.contains("stop"));
  }

  @Test
  void aProducerThatThrowsIsReportedAndAborts() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () ->
            pair.protocol()
                .transport
                .registerProducer(
                    new Producer.Pull() {
                      @Override
                      public void resume() {
                        throw new IllegalStateException("producer broke");
                      }

                      @Override
                      public void stop() {}
                    }));
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void registeringOffTheTurnIsRefused() {
    var pair = pair();
    assertThrows(
        WrongThreadException.class, () -> pair.protocol().transport.registerProducer(push()));
  }
}
