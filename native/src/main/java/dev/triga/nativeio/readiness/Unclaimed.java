package dev.triga.nativeio.readiness;

import dev.triga.driver.StreamSink;
import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;

/// The sink of a connection while the listener's sink decides about it: nothing is delivered then.
final class Unclaimed implements StreamSink {
  static final StreamSink SINK = new Unclaimed();

  private Unclaimed() {}

  @Override
  public void connected() {}

  @Override
  public void readable(ByteBuffer data) {}

  @Override
  public void readClosed() {}

  @Override
  public void writable() {}

  @Override
  public void closed(CloseReason reason) {}
}
