package dev.triga.nativeio.readiness;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import java.util.ArrayList;
import java.util.List;

/// Takes every connection and notes it.
final class AcceptRecorder implements AcceptSink {
  final List<StreamHandle> handles = new ArrayList<>();
  final List<RecordingSink> sinks = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();

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
