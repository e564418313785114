package dev.triga.testing.contract;

import dev.triga.net.Transport;
import dev.triga.testing.RecordingProtocol;
import java.util.List;

/// The recording protocol of the kit, with its record at hand.
class Recorder extends RecordingProtocol {
  final Transport transport = transport();

  final List<String> events = events();

  Recorder(Transport transport) {
    super(transport);
  }
}
