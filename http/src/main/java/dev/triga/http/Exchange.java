package dev.triga.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.async.Deferred;
import dev.triga.http.ResponseHead.Persistence;
import dev.triga.net.CloseReason;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Halt;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One request and its answer. On the turn.
final class Exchange implements RequestBody.Source {
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  /// What an exchange wants of its connection.
  interface Line {
    /// The exchange has come further: it may be over, or its body may be read again.
    void moved();

    /// Above the high watermark.
    void blocked();

    /// The head of the answer has gone, and the connection is another protocol's.
    void switched(ProtocolFactory<?> next);
  }

  private final Transport transport;
  private final Line line;
  private final ResponseHead heads;
  private final RequestHead head;
  private final RequestBody body;
  private boolean closes;
  private boolean isHeadSent;
  private boolean isAnswered;
  private boolean isLeft;
  private boolean isContinued;
  private @Nullable Deferred<?> pending;
  private @Nullable PieceOutput output;

  Exchange(Transport transport, Line line, ResponseHead heads, RequestHead head, int bufferedMax) {
    this.transport = transport;
    this.line = line;
    this.heads = heads;
    this.head = head;
    this.body = new RequestBody(this, bufferedMax);
    this.closes = !head.isPersistent();
  }

  RequestBody body() {
    return body;
  }

  /// Whether the answer is written.
  boolean isAnswered() {
    return isAnswered;
  }

  /// Whether any of the answer has gone.
  boolean isHeadSent() {
    return isHeadSent;
  }

  /// Whether the connection ends with it.
  boolean closes() {
    return closes;
  }

  void closeAfterwards() {
    closes = true;
  }

  /// Has it answered.
  void begin(Routes routes) {
    Response response;
    try {
      response = routes.respond(new Request(transport, head, body));
    } catch (Halt halt) {
      throw halt;
    } catch (Exception failure) {
      response = forFailure(failure);
    }
    answer(response);
  }

  @Override
  public void wanted() {
    boolean isWaitedFor = head.expectsContinue() && !isContinued && !isHeadSent && !isLeft;
    if (isWaitedFor && !body.isEnded()) {
      isContinued = true;
      transport.write(ByteBuffer.wrap(CONTINUE));
    }
  }

  @Override
  public void drained() {
    line.moved();
  }

  /// The unsent bytes have gone.
  void writable() {
    if (output != null) {
      output.release();
    }
  }

  /// The client is not there any more, or not worth an answer: whoever works on it is told.
  void leave(Throwable why) {
    isLeft = true;
    var work = pending;
    pending = null;
    body.fail(why);
    if (work != null) {
      work.cancel(why);
    }
    if (output != null) {
      output.leave();
    }
  }

  private Response forFailure(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof HttpFailure known) {
      return ErrorPage.of(known.status(), known.getMessage() == null ? "" : known.getMessage());
    }
    if (failure instanceof CancellationException) {
      return ErrorPage.of(503, "The work on this request was given up.");
    }
    transport
        .reactor()
        .log()
        .error("failed to answer " + head.method() + " " + head.target().path(), failure);
    return ErrorPage.of(500, "The server failed to answer; its log says more.");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What handles both outcomes cannot fail.
  private void answer(@Nullable Response response) {
    if (isLeft || isHeadSent) {
      return;
    }
    if (response == null) {
      answer(forFailure(new NullPointerException("the responder returned null")));
      return;
    }
    if (response.content() instanceof Response.Content.Later(var stage)) {
      Deferred<Response> later = Deferred.of(stage);
      pending = later;
      onTurn(later)
          .handle((known, failure) -> {
            pending = null;
            answer(failure == null ? known : forFailure(failure));
            return null;
          });
      return;
    }
    send(response);
  }

  private <T extends @Nullable Object> Deferred<T> onTurn(Deferred<T> deferred) {
    return deferred.owner() == transport.reactor() ? deferred : deferred.on(transport.reactor());
  }

  private void send(Response response) {
    if (response.content() instanceof Response.Content.Switch
        && (head.isHttp10() || head.method().equals("HEAD") || !isAlone())) {
      send(ErrorPage.of(400, "A request to change the protocol is one of HTTP/1.1, without a body."));
      return;
    }
    boolean isBodyless = head.method().equals("HEAD") || !response.mayHaveBody();
    boolean isUnasked = head.expectsContinue() && !isContinued && !body.isEnded();
    closes |= response.closes() || isUnasked;
    isHeadSent = true;
    switch (response.content()) {
      case Response.Content.Bytes(var bytes) -> {
        var out = heads.head(response, bytes.length, false, persistence());
        if (isBodyless || bytes.length == 0 || heads.append(out, bytes)) {
          noted(transport.write(out));
        } else {
          noted(transport.writeSequence(List.of(out, ByteBuffer.wrap(bytes))));
        }
        answered();
      }
      case Response.Content.Pieces(var writer) -> {
        boolean isChunked = !head.isHttp10() && response.mayHaveBody();
        closes |= head.isHttp10() && !isBodyless;
        noted(
            transport.write(heads.head(response, ResponseHead.UNKNOWN, isChunked, persistence())));
        if (isBodyless) {
          answered();
        } else {
          write(writer, new PieceOutput(transport, isChunked, this::noted));
        }
      }
      case Response.Content.Switch(var next) -> {
        var _ = transport.write(heads.head(response, 0, false, Persistence.KEPT));
        isAnswered = true;
        line.switched(next);
      }
      case Response.Content.Later later -> throw new IllegalStateException("not known: " + later);
    }
  }

  /// Whether the request has no body.
  private boolean isAlone() {
    String length = head.headers().first("Content-Length");
    return head.headers().first("Transfer-Encoding") == null
        && (length == null || length.equals("0"));
  }

  private Persistence persistence() {
    if (closes) {
      return Persistence.CLOSES;
    }
    return head.isHttp10() ? Persistence.KEPT_EXPLICITLY : Persistence.KEPT;
  }

  private WriteOutcome noted(WriteOutcome outcome) {
    if (outcome == WriteOutcome.ABOVE_HIGH_WATER) {
      line.blocked();
    }
    return outcome;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What handles both outcomes cannot fail.
  private void write(BodyWriter writer, PieceOutput out) {
    output = out;
    Deferred<@Nullable Void> writing =
        transport
            .reactor()
            .async(() -> {
              writer.writeTo(out);
              return null;
            });
    pending = writing;
    writing.handle((nothing, failure) -> {
      pending = null;
      ended(out, failure);
      return null;
    });
  }

  private void ended(PieceOutput out, @Nullable Throwable failure) {
    if (isLeft) {
      return;
    }
    if (failure == null) {
      out.end();
      answered();
      return;
    }
    out.leave();
    if (!(failure instanceof CancellationException)) {
      transport
          .reactor()
          .log()
          .error("failed to write the body for " + head.target().path(), failure);
    }
    transport.abort(
        CloseReason.of(
            CloseReason.Kind.ABORTED, "the rest of a response could not be had", failure));
  }

  private void answered() {
    isAnswered = true;
    body.discard();
    line.moved();
  }
}
