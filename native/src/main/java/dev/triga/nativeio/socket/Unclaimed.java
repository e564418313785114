package dev.triga.nativeio.socket;

import dev.triga.driver.StreamSink;
import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;

/// The sink of a connection while the listener's sink decides about it: nothing is delivered then.
public final class Unclaimed implements StreamSink {
  /// The only one.
  public static final StreamSink SINK = new Unclaimed();

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
