package dev.triga.actors.control;

import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import dev.triga.net.CloseReason;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One who asks: a question at a time, each answered before the next is read. On the arbiter's
/// turn.
public final class ControlSession implements WireConnection.Receiver {
  /// How long one may be silent between questions.
  static final Duration IDLE_MAX = Duration.ofMinutes(5);

  /// The first byte of an answer: what follows is a value.
  static final int DONE = 0;

  /// The first byte of an answer: what follows is the reason why not.
  static final int REFUSED = 1;

  private final WireConnection connection;
  private final ControlActions actions;
  private final Runnable whenOver;
  private @Nullable ScheduledCall patience;
  private boolean isAnswering;
  private boolean isOver;

  ControlSession(WireConnection connection, ControlActions actions, Runnable whenOver) {
    this.connection = connection;
    this.actions = actions;
    this.whenOver = whenOver;
    awaitQuestion();
  }

  private void awaitQuestion() {
    patience =
        connection
            .reactor()
            .schedule(
                IDLE_MAX,
                () ->
                    connection.abort(
                        CloseReason.of(
                            CloseReason.Kind.TIMED_OUT, "nothing was asked for " + IDLE_MAX)));
  }

  private void stopWaiting() {
    var waiting = patience;
    if (waiting != null) {
      patience = null;
      waiting.cancel();
    }
  }

  @Override
  public int messageBytesMax() {
    return ControlRequest.BYTES_MAX;
  }

  @Override
  public void messageReceived(Lane lane, WireInput message) {
    var request = ControlRequest.read(message);
    if (isAnswering) {
      throw new WireException("a question came before the one before it was answered");
    }
    stopWaiting();
    isAnswering = true;
    var _ =
        actions
            .answer(request)
            .handle((value, failure) -> {
              isAnswering = false;
              if (failure == null) {
                answer(value);
              } else {
                refuse(failure);
              }
              return null;
            });
  }

  private void answer(@Nullable Object value) {
    var out = new WireOutput().putByte(DONE);
    PlainValues.write(out, value);
    send(out);
  }

  private void refuse(Throwable failure) {
    String why = failure.getMessage();
    send(new WireOutput().putByte(REFUSED).putText(why == null ? failure.toString() : why));
  }

  private void send(WireOutput out) {
    if (!isOver) {
      connection.send(Lane.CONTROL, out);
      awaitQuestion();
    }
  }

  @Override
  public void connectionLost(CloseReason reason) {
    isOver = true;
    stopWaiting();
    whenOver.run();
  }
}
