package dev.triga.driver;

import org.jspecify.annotations.Nullable;

/// Where a listener delivers. Called on the turn; never throws.
public interface AcceptSink {
  /// A connection was accepted. The sink may use the handle from now on, also inside this call;
  /// data is delivered in later polls only. It may pause or close the listener, after which this
  /// poll accepts no more.
  ///
  /// @return where to deliver what happens to the connection, or null to have it closed at once
  @Nullable StreamSink accepted(StreamHandle handle);

  /// The listener cannot go on (not for errors that concern a single connection or pass by
  /// themselves, such as a lack of descriptors: those the driver bears with). It is closed.
  void failed(Throwable cause);
}
