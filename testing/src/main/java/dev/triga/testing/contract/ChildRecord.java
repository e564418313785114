package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.CloseReason;
import dev.triga.process.ChildProcess;
import dev.triga.process.ExitStatus;
import dev.triga.process.ProcessProtocol;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a child process does. On the turn; to be read by any thread.
class ChildRecord implements ProcessProtocol {
  final ChildProcess child;
  final List<String> events = new CopyOnWriteArrayList<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<Integer, ByteArrayOutputStream> pipes = new ConcurrentHashMap<>();

  ChildRecord(ChildProcess child) {
    this.child = child;
  }

  String text() {
    return out.toString(UTF_8);
  }

  /// What came from a further pipe.
  ByteArrayOutputStream pipe(int descriptor) {
    return pipes.computeIfAbsent(descriptor, _ -> new ByteArrayOutputStream());
  }

  @Override
  public void started() {
    events.add("started");
  }

  @Override
  public void outReceived(ByteBuffer data) {
    take(data, out);
  }

  @Override
  public void errReceived(ByteBuffer data) {
    take(data, err);
  }

  private static void take(ByteBuffer data, ByteArrayOutputStream into) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    into.writeBytes(bytes);
  }

  @Override
  public void inputClosed(CloseReason reason) {
    events.add("in " + reason.kind());
  }

  @Override
  public void outClosed(CloseReason reason) {
    events.add("out " + reason.kind());
  }

  @Override
  public void errClosed(CloseReason reason) {
    events.add("err " + reason.kind());
  }

  @Override
  public void pipeReceived(int descriptor, ByteBuffer data) {
    take(data, pipe(descriptor));
  }

  @Override
  public void pipeClosed(int descriptor, CloseReason reason) {
    events.add(descriptor + " " + reason.kind());
  }

  @Override
  public void exited(ExitStatus status) {
    events.add("exited " + status.code());
  }

  @Override
  public void ended(ExitStatus status) {
    events.add("ended " + status.code());
  }
}
