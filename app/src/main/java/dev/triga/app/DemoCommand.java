package dev.triga.app;

import dev.triga.app.demo.DemoApplication;
import dev.triga.net.Endpoint;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/// `triga demo`: an arbiter with two workers that serve a page with a chat and a batch.
@Command(
    name = "demo",
    description = {
      "Serve a page with a chat across two worker processes and a batch to start.",
      "Open the address behind `page at` in several windows, kill a worker, and see what happens."
    },
    modelTransformer = SettingOptions.class)
final class DemoCommand extends ServerCommand {
  @Override
  List<ServedApplication> open() {
    return List.of(ServedApplication.of("", DemoApplication.class));
  }

  @Override
  List<String> welcome(List<Endpoint> bound) {
    return bound.stream().map(DemoCommand::address).flatMap(Optional::stream).toList();
  }

  private static Optional<String> address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp(var host, var port) -> Optional.of(address("http", host, port));
      case Endpoint.Tls(var host, var port) -> Optional.of(address("https", host, port));
      default -> Optional.empty();
    };
  }

  private static String address(String scheme, String host, int port) {
    return "page at " + scheme + "://" + reachable(host) + ":" + port + "/";
  }

  /// A host that a browser on this machine can be pointed at.
  private static String reachable(String host) {
    boolean isAny = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    return isAny ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
  }
}
