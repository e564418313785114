package dev.triga.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One figure of an actor's info that becomes a meter.
///
/// @param meter the meter's name
/// @param unit its unit as Micrometer has it; null for a number of things
/// @param part the part of the info
/// @param value its name there
/// @param scale what it is multiplied with to come to the unit
/// @param isCount whether it only grows, from the start of the actor
/// @param help what it is
record Figure(
    String meter,
    @Nullable String unit,
    String part,
    String value,
    double scale,
    boolean isCount,
    String help) {
  private static final String SECONDS = "seconds";
  private static final String BYTES = "bytes";
  private static final double FROM_MILLIS = 1e-3;

  /// All that actors tell as single numbers.
  static final List<Figure> ALL =
      List.of(
          gauge(
              "triga.actor.uptime",
              SECONDS,
              "actor",
              "uptime-seconds",
              1,
              "How long the actor has lived."),
          gauge(
              "triga.actor.silent",
              SECONDS,
              "heartbeat",
              "silent-ms",
              FROM_MILLIS,
              "How long ago its last sign of life came."),
          gauge("triga.actor.mailbox.depth", null, "mailbox", "depth", 1, "Messages that wait."),
          count("triga.actor.messages", null, "mailbox", "handled", "Messages that it has taken."),
          count(
              "triga.actor.undelivered",
              null,
              "mailbox",
              "undelivered",
              "Messages that nobody took because it ended."),
          gauge(
              "triga.workers.wanted",
              null,
              "workers",
              "wanted",
              1,
              "How many workers there are to be."),
          gauge("triga.workers.running", null, "workers", "running", 1, "How many workers run."),
          count("triga.workers.ended", null, "workers", "ended", "Workers that have ended."),
          count(
              "triga.workers.failed",
              null,
              "workers",
              "failed",
              "Workers that have ended otherwise than by themselves or on request."),
          gauge(
              "triga.loop.queue.delay",
              SECONDS,
              "loop",
              "queue-delay-ms",
              FROM_MILLIS,
              "How long a task waited for its turn when it was measured last."),
          gauge(
              "triga.loop.pass",
              SECONDS,
              "loop",
              "pass-ms",
              FROM_MILLIS,
              "How long the loop took for a pass when it was measured last."),
          count("triga.loop.callbacks", null, "loop", "callbacks", "Callbacks that have begun."),
          count(
              "triga.loop.cpu",
              SECONDS,
              "loop",
              "cpu-seconds",
              "Processor time of the loop's thread."),
          count(
              "triga.process.cpu",
              SECONDS,
              "system",
              "cpu-seconds",
              "Processor time of the process."),
          gauge(
              "triga.process.memory",
              BYTES,
              "system",
              "memory-bytes",
              1,
              "Resident memory of the process."),
          gauge("triga.process.heap.used", BYTES, "system", "heap-used-bytes", 1, "Heap in use."),
          gauge(
              "triga.process.heap.committed",
              BYTES,
              "system",
              "heap-committed-bytes",
              1,
              "Heap that the process has."),
          gauge(
              "triga.process.heap.max",
              BYTES,
              "system",
              "heap-max-bytes",
              1,
              "Heap that it may have."),
          count("triga.process.collections", null, "system", "collections", "Garbage collections."),
          count(
              "triga.process.collection.time",
              SECONDS,
              "system",
              "collection-seconds",
              "Time spent in garbage collections."),
          gauge("triga.process.threads", null, "system", "threads", 1, "Threads."),
          gauge("triga.process.descriptors", null, "system", "descriptors", 1, "Open descriptors."),
          gauge(
              "triga.process.descriptors.max",
              null,
              "system",
              "descriptors-max",
              1,
              "Descriptors that may be open."),
          gauge(
              "triga.http.in.flight",
              null,
              "requests",
              "in-flight",
              1,
              "Requests that are being answered."),
          count(
              "triga.http.clients.left",
              null,
              "requests",
              "clients-left",
              "Requests whose client left before it had its answer."),
          count("triga.http.body", BYTES, "requests", "body-bytes", "Bytes of answers' bodies."));

  private static Figure gauge(
      String meter, @Nullable String unit, String part, String value, double scale, String help) {
    return new Figure(meter, unit, part, value, scale, false, help);
  }

  private static Figure count(
      String meter, @Nullable String unit, String part, String value, String help) {
    return new Figure(meter, unit, part, value, 1, true, help);
  }
}
