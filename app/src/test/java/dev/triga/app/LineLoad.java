package dev.triga.app;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that send line after line to an echo server and count what does not come back: refused
/// connections, connections that were reset, and answers that were cut short. Each client has one
/// connection at a time and closes it after so many lines.
final class LineLoad implements AutoCloseable {
  private static final byte[] LINE = "a line\n".getBytes(StandardCharsets.US_ASCII);
  private static final int ANSWER_MILLIS_MAX = 20_000;

  private final int port;
  private final int linesPerConnection;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<Thread> threads = new ArrayList<>();

  private LineLoad(int port, int linesPerConnection) {
    this.port = port;
    this.linesPerConnection = linesPerConnection;
  }

  /// Begins.
  static LineLoad on(Launched server, int clients, int linesPerConnection) {
    var load = new LineLoad(server.ports().getFirst(), linesPerConnection);
    for (int i = 0; i < clients; i++) {
      load.threads.add(Thread.ofVirtual().start(load::run));
    }
    return load;
  }

  private void run() {
    while (!isOver.get()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        for (int i = 0; i < linesPerConnection && !isOver.get(); i++) {
          socket.getOutputStream().write(LINE);
          if (Arrays.equals(socket.getInputStream().readNBytes(LINE.length), LINE)) {
            answered.incrementAndGet();
          } else {
            fail("short answer");
            break;
          }
        }
      } catch (ConnectException e) {
        fail("refused");
      } catch (IOException e) {
        fail(String.valueOf(e.getMessage()));
      }
    }
  }

  private void fail(String how) {
    synchronized (failures) {
      failures.merge(how, 1, Integer::sum);
    }
  }

  /// How many lines came back.
  long answered() {
    return answered.get();
  }

  /// What failed, and how often.
  Map<String, Integer> failures() {
    synchronized (failures) {
      return Map.copyOf(failures);
    }
  }

  /// Ends after the line that is under way.
  @Override
  public void close() {
    isOver.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
