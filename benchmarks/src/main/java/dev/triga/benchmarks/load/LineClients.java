package dev.triga.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Clients that ask a server line by line, at a rate, and count what does not come back. Half of
/// them connect for each line, the others keep a connection for some.
public final class LineClients implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int KEPT_LINES = 50;
  private static final int ANSWER_MILLIS_MAX = 20_000;

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private volatile long pauseNanos;
  private volatile boolean isOver;
  private long answered;
  private long failed;

  private LineClients(int port) {
    this.port = port;
  }

  /// Begins, as fast as the server answers.
  public static LineClients on(int port) {
    var clients = new LineClients(port);
    for (int i = 0; i < CLIENTS; i++) {
      int lines = i % 2 == 0 ? 1 : KEPT_LINES;
      clients.threads.add(Thread.ofPlatform().daemon().start(() -> clients.run(lines)));
    }
    return clients;
  }

  /// What was found since the last look.
  ///
  /// @param answered lines that came back
  /// @param failed lines that did not: refused, reset, cut short, or not within 20 s
  /// @param p99Micros within which 99 of 100 came back
  /// @param longestMicros within which all did
  public record Look(long answered, long failed, double p99Micros, double longestMicros) {}

  /// Looks, and begins to count anew.
  public synchronized Look look() {
    var look = new Look(answered, failed, latencies.micros(0.99), latencies.longestMicros());
    answered = 0;
    failed = 0;
    latencies.clear();
    return look;
  }

  /// Sends no faster than so many lines in a second from now on.
  public void rate(double perSecond) {
    pauseNanos = (long) (1e9 * CLIENTS / perSecond);
  }

  private void run(int lines) {
    long next = System.nanoTime();
    while (!isOver) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (int i = 0; i < lines && !isOver; i++) {
          next = Math.max(next + pauseNanos, System.nanoTime() - pauseNanos);
          LockSupport.parkNanos(next - System.nanoTime());
          long begin = System.nanoTime();
          socket.getOutputStream().write('\n');
          count(in.readLine(), System.nanoTime() - begin);
        }
      } catch (IOException e) {
        count(null, 0);
      }
    }
  }

  private synchronized void count(@Nullable String answer, long nanos) {
    if (answer == null) {
      failed++;
    } else {
      answered++;
      latencies.add(nanos);
    }
  }

  @Override
  public void close() {
    isOver = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Opens so many connections one after the other, each answered before the next, and says how
  /// many the busiest worker has for each one of the idlest.
  ///
  /// @throws IOException if one is refused
  public static double balance(int port, int connections, int workers) throws IOException {
    var open = new ArrayList<Socket>();
    var counts = new java.util.HashMap<String, Integer>();
    try {
      for (int i = 0; i < connections; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        socket.getOutputStream().write('\n');
        String worker =
            new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        counts.merge(String.valueOf(worker), 1, Integer::sum);
      }
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    return counts.size() < workers ? Double.POSITIVE_INFINITY : (double) most / least;
  }
}
