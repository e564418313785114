package dev.triga.nativeio.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.protocol.FrameProtocol;
import dev.triga.protocol.Framing;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client: what comes back can be waited for by the thread of the test.
final class Asking extends FrameProtocol {
  private static final int SECONDS_MAX = 20;

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  Asking(Transport transport, Framing framing) {
    super(transport, framing);
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    answers.add(ISO_8859_1.decode(frame).toString());
  }

  @Override
  public void connectionLost(CloseReason reason) {
    answers.add(reason.toString());
  }

  /// Sends a frame. Any thread.
  void say(String text) {
    var ignored = sendFrame(ISO_8859_1.encode(text));
  }

  /// The next frame, or the reason for which the connection has ended.
  String answer() throws InterruptedException {
    String answer = answers.poll(SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(answer).as("nothing came back").isNotNull();
    return answer;
  }

  /// Ends the connection in order, and waits for that.
  void leave() throws InterruptedException {
    transport().close();
    assertThat(answer()).startsWith("DONE");
  }
}
