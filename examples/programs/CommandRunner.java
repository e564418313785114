import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// A child that is talked to: its lines are told as they come, it is asked to end, and how it ended
/// is told when everything it wrote has been heard.
void main() {
  int exitCode = Reactor.react(reactor -> reactor.async(() -> talk(reactor)));
  IO.println("exit code " + exitCode);
}

/// Answers each line, and says goodbye when it is asked to end.
static final String SERVER =
    """
    trap 'echo goodbye >&2; exit 3' TERM
    while read line; do echo "$WHO heard: $line"; done
    """;

ExitStatus talk(Reactor reactor) {
  ProcessSpec spec = ProcessSpec.of("sh", "-c", SERVER).withEnvironment(Map.of("WHO", "child"));
  ChildProcess child =
      await(
          Processes.start(
              reactor,
              spec,
              process ->
                  new ProcessLines(
                      line -> heard(process, line), line -> IO.println("error: " + line))));
  child.write(ByteBuffer.wrap("hello\nhello again\n".getBytes()));
  ExitStatus status = await(child.ended());
  IO.println("the process ended with " + status);
  return status;
}

void heard(ChildProcess process, String line) {
  IO.println(line);
  if (line.endsWith("again")) {
    process.terminate();
  }
}
