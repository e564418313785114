package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Resolver;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A reactor asks the resolver that it was given, and lives with all its answers.
@TrigaTest
class NamesAreResolvedTest {
  private static final Protocol NOBODY = new Protocol() {};

  private final AtomicReference<Deferred<List<InetAddress>>> asked = new AtomicReference<>();
  private MemoryReactor memory =
      open((host, reactor) -> {
        var answer = new Deferred<List<InetAddress>>(reactor);
        asked.set(answer);
        return answer;
      });

  private MemoryReactor open(Resolver resolver) {
    return MemoryReactor.open(
        new MemoryNetwork(VirtualClock.manual()), settings -> settings.resolver(resolver));
  }

  @AfterEach
  void close() {
    memory.clock().letRun();
    memory.close();
  }

  private void use(Resolver resolver) {
    memory.close();
    memory = open(resolver);
  }

  private Deferred<Protocol> connect() {
    var attempt = memory.reactor().connect(Endpoint.tcp("somewhere", 7000), t -> NOBODY);
    memory.settle();
    return attempt;
  }

  private static CloseReason reason(Deferred<?> attempt) {
    assertThat(attempt.isFailed()).isTrue();
    return ((ConnectFailure) attempt.failureNow()).reason();
  }

  @Test
  void theAddressesAreTriedInOrder() {
    memory.reactor().listen(Endpoint.parse("tcp:10.0.0.2:7000"), t -> NOBODY);
    var attempt = connect();
    asked
        .get()
        .succeed(List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("10.0.0.2")));
    memory.settle();
    assertThat(attempt.isSucceeded()).isTrue();
  }

  @Test
  void anUnknownNameIsADnsFailure() {
    var attempt = connect();
    asked.get().fail(new UnknownHostException("somewhere"));
    memory.settle();
    assertThat(reason(attempt).kind()).isEqualTo(CloseReason.Kind.DNS);
    assertThat(reason(attempt).detail()).contains("somewhere").contains("unknown");
  }

  @Test
  void aBrokenResolverIsADnsFailure() {
    use((host, reactor) -> {
      throw new IllegalStateException("no service");
    });
    var attempt = connect();
    assertThat(reason(attempt).kind()).isEqualTo(CloseReason.Kind.DNS);
    assertThat(reason(attempt).detail()).contains("no service");
  }

  @Test
  void aNameWithoutAddressIsADnsFailure() {
    var attempt = connect();
    asked.get().succeed(List.of());
    memory.settle();
    assertThat(reason(attempt).detail()).contains("has no address");
  }

  @Test
  void aResolverMayAnswerWithoutAnOwner() {
    memory.reactor().listen(Endpoint.parse("tcp:10.0.0.1:7000"), t -> NOBODY);
    use((host, reactor) -> Deferred.succeeded(List.of(InetAddress.ofLiteral("10.0.0.1"))));
    assertThat(reason(connect()).kind()).isEqualTo(CloseReason.Kind.REFUSED);
  }

  @Test
  void theTimeOutCancelsTheLookUp() {
    var attempt = connect();
    memory.runFor(Duration.ofSeconds(31));
    assertThat(reason(attempt).kind()).isEqualTo(CloseReason.Kind.TIMED_OUT);
    assertThat(asked.get().isCancelled()).isTrue();
  }

  @Test
  void cancellingTheAttemptCancelsTheLookUp() {
    var attempt = connect();
    attempt.cancel();
    memory.settle();
    assertThat(asked.get().isCancelled()).isTrue();
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void listeningAsksTheResolverToo() {
    use(
        new Resolver() {
          @Override
          public Deferred<List<InetAddress>> resolve(String host, Reactor reactor) {
            return Deferred.failed(new UnknownHostException(host));
          }

          @Override
          public List<InetAddress> resolveToListen(String host) throws UnknownHostException {
            if (host.equals("here")) {
              return List.of(InetAddress.ofLiteral("10.0.0.7"));
            }
            throw new UnknownHostException(host);
          }
        });
    var port = memory.reactor().listen(Endpoint.tcp("here", 7000), t -> NOBODY);
    assertThat(port.endpoint()).hasToString("tcp:10.0.0.7:7000");
    assertThatThrownBy(() -> memory.reactor().listen(Endpoint.tcp("there", 7000), t -> NOBODY))
        .isInstanceOf(BindFailure.class)
        .hasMessageContaining("there");
  }
}
