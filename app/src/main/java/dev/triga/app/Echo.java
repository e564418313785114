package dev.triga.app;

import java.util.List;
import picocli.CommandLine.Command;

/// `triga echo`: a server that answers every byte with the same byte, and every datagram with the
/// same datagram.
@Command(
    name = "echo",
    description = "Answer every byte with the same byte.",
    modelTransformer = SettingOptions.class)
final class Echo extends ServerCommand {
  @Override
  List<ServedApplication> open() {
    return List.of(ServedApplication.of("", EchoApplication.class));
  }
}
