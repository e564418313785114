package dev.triga.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Loads an echo server from a JVM, with the options, the gate and the result line of the C
/// program.
public final class LoadMain {
  private static final double LAST_REPLIES_SECONDS_MAX = 5;
  private static final int READ_BYTES = 256 * 1024;

  private final LoadSettings settings;
  private final Tally tally = new Tally();
  private final Selector selector;
  private final List<Slot> slots = new ArrayList<>();
  private final BufferedReader gate =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private LoadMain(LoadSettings settings) throws IOException {
    this.settings = settings;
    this.selector = Selector.open();
    ByteBuffer pattern = pattern(settings);
    // The JDK decrypts into arrays, and reads from sockets into what is direct.
    ByteBuffer buffer =
        settings.tls() ? ByteBuffer.allocate(READ_BYTES) : ByteBuffer.allocateDirect(READ_BYTES);
    for (int i = 0; i < settings.connections(); i++) {
      var slot = new Slot(settings, selector, tally, pattern, buffer);
      slots.add(slot);
      if (!settings.connects()) {
        slot.open();
      }
    }
  }

  /// Runs one window.
  public static void main(String[] args) throws IOException {
    new LoadMain(LoadSettings.parse(args)).measure();
  }

  private static ByteBuffer pattern(LoadSettings settings) {
    int bytes = (settings.depth() + 1) * settings.size();
    ByteBuffer pattern =
        settings.tls() ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      pattern.put(i, (byte) ('!' + i % settings.size() * 7 % 94));
    }
    return pattern;
  }

  private void measure() throws IOException {
    start();
    run(settings.ramp(), false);
    if (settings.gated()) {
      finish();
      System.out.println("ready");
      gate.readLine();
      start();
    }
    tally.clear();
    Usage before = Usage.of(settings.watched());
    long begin = System.nanoTime();
    run(settings.seconds(), false);
    if (settings.gated()) {
      finish();
    }
    long end = System.nanoTime();
    print((end - begin) / 1e9, Usage.of(settings.watched()).since(before));
    if (settings.gated()) {
      gate.readLine();
    }
    finish();
    for (Slot slot : slots) {
      slot.close();
    }
  }

  private void start() throws IOException {
    tally.refill(true);
    for (Slot slot : slots) {
      slot.fill();
    }
  }

  private void finish() throws IOException {
    tally.refill(false);
    run(LAST_REPLIES_SECONDS_MAX, true);
    if (!tally.isIdle()) {
      throw new IOException("Replies are missing five seconds after the last request");
    }
  }

  private void run(double seconds, boolean untilIdle) throws IOException {
    long deadline = System.nanoTime() + (long) (seconds * 1e9);
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || (untilIdle && tally.isIdle())) {
        return;
      }
      try {
        selector.select(LoadMain::ready, left / 1_000_000 + 1);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static void ready(SelectionKey key) {
    try {
      ((Slot) key.attachment()).ready(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(double seconds, Usage usage) {
    Latencies latencies = tally.latencies();
    System.out.printf(
        Locale.ROOT,
        "{\"operations\":%d,\"seconds\":%.6f,\"perSecond\":%.1f,\"p50Micros\":%.2f,"
            + "\"p99Micros\":%.2f,\"maxMicros\":%.2f,\"cpuNanos\":%d,"
            + "\"userTicks\":%d,\"systemTicks\":%d}%n",
        tally.operations(),
        seconds,
        tally.operations() / seconds,
        latencies.micros(0.5),
        latencies.micros(0.99),
        latencies.longestMicros(),
        usage.nanos(),
        usage.userTicks(),
        usage.systemTicks());
  }
}
