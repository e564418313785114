package dev.triga.actors.server;

import java.util.Map;

/// Makes text for programs that collect figures, of what an arbiter tells about itself and all
/// below it (see [dev.triga.actors.Arbiter#info]). Found by `ServiceLoader`; the module
/// `triga-metrics` has one for Prometheus. Any thread, one call after the other.
public interface InfoExporter {
  /// The media type of the text.
  String contentType();

  /// The text.
  ///
  /// @param info of an arbiter; counts in it are those from the start of each actor
  String export(Map<String, Object> info);
}
