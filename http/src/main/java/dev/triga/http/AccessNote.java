package dev.triga.http;

import dev.triga.net.Transport;
import java.time.Instant;

/// What the access log will be told of one request. On the turn.
final class AccessNote {
  private final AccessLog log;
  private final Transport transport;
  private final RequestHead head;
  private final Instant time;
  private final long beganNanos;
  private boolean isTold;

  AccessNote(AccessLog log, Transport transport, RequestHead head, Instant time) {
    this.log = log;
    this.transport = transport;
    this.head = head;
    this.time = time;
    this.beganNanos = transport.reactor().clock().nanoTime();
  }

  /// Tells of bytes that were no request.
  static void tellMalformed(AccessLog log, Transport transport, Instant time, int status) {
    log.ended(
        new AccessEntry(time, 0, transport.remoteAddress(), "-", "-", "-", status, 0, null, null));
  }

  /// Tells how it ended, once.
  void tell(int status, long bodyBytes) {
    if (isTold) {
      return;
    }
    isTold = true;
    var target = head.target();
    log.ended(
        new AccessEntry(
            time,
            transport.reactor().clock().nanoTime() - beganNanos,
            transport.remoteAddress(),
            head.method(),
            target.query() == null ? target.path() : target.path() + "?" + target.query(),
            head.isHttp10() ? "HTTP/1.0" : "HTTP/1.1",
            status,
            bodyBytes,
            head.headers().first("Referer"),
            head.headers().first("User-Agent")));
  }
}
