package dev.triga.nativeio.readiness;

import dev.triga.driver.StreamSink;
import dev.triga.net.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Notes everything that a stream delivers.
public class RecordingSink implements StreamSink {
  public final List<String> events = new ArrayList<>();
  public final List<CloseReason> ends = new ArrayList<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  @Override
  public void connected() {
    events.add("connected");
  }

  @Override
  public void readable(ByteBuffer data) {
    events.add("readable");
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    received.writeBytes(copy);
  }

  @Override
  public void readClosed() {
    events.add("readClosed");
  }

  @Override
  public void writable() {
    events.add("writable");
  }

  @Override
  public void closed(CloseReason reason) {
    events.add("closed");
    ends.add(reason);
  }

  public byte[] bytes() {
    return received.toByteArray();
  }

  public String text() {
    return received.toString(StandardCharsets.UTF_8);
  }

  public boolean ended() {
    return !ends.isEmpty();
  }
}
