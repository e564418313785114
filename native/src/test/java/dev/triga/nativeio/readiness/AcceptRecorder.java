package dev.triga.nativeio.readiness;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import java.util.ArrayList;
import java.util.List;

/// Takes every connection and notes it.
public final class AcceptRecorder implements AcceptSink {
  public final List<StreamHandle> handles = new ArrayList<>();
  public final List<RecordingSink> sinks = new ArrayList<>();
  public final List<Throwable> failures = new ArrayList<>();

  @Override
  public StreamSink accepted(StreamHandle handle) {
    RecordingSink sink = new RecordingSink();
    handles.add(handle);
    sinks.add(sink);
    return sink;
  }

  @Override
  public void failed(Throwable cause) {
    failures.add(cause);
  }
}
