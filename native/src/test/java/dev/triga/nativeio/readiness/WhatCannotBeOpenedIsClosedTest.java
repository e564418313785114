package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.DriverContext;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.net.CloseReason;
import dev.triga.reactor.ReactorClock;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Where an opening ends in an exception, the descriptors that it had made by then are closed.
@EnabledOnOs(OS.LINUX)
class WhatCannotBeOpenedIsClosedTest {
  private static final InetSocketAddress UNRESOLVED =
      InetSocketAddress.createUnresolved("nowhere", 1);
  private static final UnixDomainSocketAddress TOO_LONG =
      UnixDomainSocketAddress.of("/tmp/" + "x".repeat(200));

  private static void failsAndLeavesNothing(ThrowingCallable opening) {
    int before = DriverFixture.openDescriptors();
    assertThatThrownBy(opening).isInstanceOf(IllegalArgumentException.class);
    assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
  }

  /// The driver io_uring opens something beside its ring when it is first needed.
  private static void makeWhatIsBeside(DriverFixture fixture) {
    var request = new DatagramRequest(DriverFixture.ANY_PORT, null, false, false, false, 0, 0);
    fixture.driver.openDatagram(request, new Deaf()).close();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aConnectionFromAnAddressThatCannotBe(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      var request = new ConnectRequest(DriverFixture.ANY_PORT, UNRESOLVED, StreamOptions.DEFAULT);
      failsAndLeavesNothing(() -> fixture.driver.connect(request, new RecordingSink()));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aListenerAtAPathThatIsTooLong(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      makeWhatIsBeside(fixture);
      var request = new ListenRequest(TOO_LONG, 1, false, false, StreamOptions.DEFAULT);
      failsAndLeavesNothing(() -> fixture.driver.listen(request, new AcceptRecorder()));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDatagramSocketWithAPeerThatCannotBe(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      makeWhatIsBeside(fixture);
      var request =
          new DatagramRequest(DriverFixture.ANY_PORT, UNRESOLVED, false, false, false, 0, 0);
      failsAndLeavesNothing(() -> fixture.driver.openDatagram(request, new Deaf()));
    }
  }

  /// Hears nothing.
  private static final class Deaf implements DatagramSink {
    @Override
    public void received(ByteBuffer data, SocketAddress from) {}

    @Override
    public void refused() {}

    @Override
    public void sendFailed(@Nullable SocketAddress to, String reason) {}

    @Override
    public void writable() {}

    @Override
    public void closed(CloseReason reason) {}
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDriverForWhichThereIsNoMemory(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      var context = withoutMemory(fixture.context());
      int before = DriverFixture.openDescriptors();
      assertThatThrownBy(() -> mode.provider.open(context)).isInstanceOf(OutOfMemoryError.class);
      assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
    }
  }

  private static DriverContext withoutMemory(DriverContext context) {
    return new DriverContext() {
      @Override
      public String reactorName() {
        return context.reactorName();
      }

      @Override
      public ReactorClock clock() {
        return context.clock();
      }

      @Override
      public ReadBuffer readBuffer() {
        throw new OutOfMemoryError("as a test wants it");
      }

      @Override
      public void warn(String message) {
        context.warn(message);
      }
    };
  }
}
