import module dev.triga.reactor;

/// One command for many servers, at most five at a time: how each ended is told, in their order.
void main() {
  List<String> servers = IntStream.rangeClosed(1, 12).mapToObj(i -> "server" + i).toList();
  int exitCode =
      Reactor.react(reactor ->
          Concurrently.atMost(reactor, 5).settle(servers, this::run).thenAccept(this::print));
  IO.println("at most " + most + " at a time, exit code " + exitCode);
}

int now;
int most;

/// Runs the command for one server; on server 7 it fails.
Deferred<String> run(String server) {
  most = Math.max(most, ++now);
  String command = "echo done on " + server + "; test " + server + " != server7";
  return Processes.output(Reactor.current(), ProcessSpec.of("sh", "-c", command))
      .whenComplete((_, _) -> now--)
      .thenApply(output -> output.orThrow().text());
}

void print(List<Settled<String>> results) {
  for (Settled<String> result : results) {
    switch (result) {
      case Settled.Succeeded(var output) -> IO.println(output);
      case Settled.Failed(var error) -> IO.println("failed: " + error.getMessage());
    }
  }
}
