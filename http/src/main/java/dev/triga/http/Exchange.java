package dev.triga.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.async.Deferred;
import dev.triga.http.ResponseHead.Persistence;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One request and its answer. On the turn.
final class Exchange implements RequestBody.Source {
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  /// From this size on, content in a direct buffer goes out from where it is; below, copying it
  /// costs less than keeping account of it.
  private static final int LENT_BYTES_MIN = 16 << 10;

  /// What an exchange wants of its connection.
  interface Line {
    /// The exchange has come further: it may be over, or its body may be read again.
    void moved();

    /// Above the high watermark.
    void blocked();

    /// The head of the answer has gone, and the connection is another protocol's.
    void switched(ProtocolFactory<?> next);

    /// The client has taken more of a file, or of a large body.
    void progressed();
  }

  private final Transport transport;
  private final Line line;
  private final Shared shared;
  private final RequestHead head;
  private final RequestBody body;
  private final @Nullable AccessNote note;
  private @Nullable RequestCounters counters;
  private final long beganNanos;
  private int status = AccessEntry.CLIENT_LEFT;
  private long sentBytes;
  private boolean closes;
  private boolean isHeadSent;
  private boolean isAnswered;
  private boolean isLeft;
  private boolean isContinued;
  private boolean endsWithClient;
  private @Nullable Deferred<?> pending;
  private @Nullable PieceOutput output;
  private @Nullable LargeBody large;
  private boolean isSending;

  Exchange(Transport transport, Line line, Shared shared, RequestHead head) {
    this.transport = transport;
    this.line = line;
    this.shared = shared;
    this.head = head;
    this.body = new RequestBody(this, shared.limits().bufferedBytes());
    this.closes = !head.isPersistent();
    var log = shared.log();
    this.note = log == null ? null : new AccessNote(log, transport, head, shared.wall().instant());
    var counting = shared.counters();
    this.counters = counting;
    this.beganNanos = counting == null ? 0 : transport.reactor().clock().nanoTime();
    if (counting != null) {
      counting.begin();
    }
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

  /// Whether nothing of the answer matters once the client has ended its side.
  boolean endsWithClient() {
    return endsWithClient;
  }

  /// Whether the client is being sent a file, or a large body.
  boolean isSending() {
    return isSending;
  }

  void closeAfterwards() {
    closes = true;
  }

  /// Has it answered.
  void begin() {
    Response response;
    try {
      response = shared.routes().respond(new Request(transport, head, body, shared.wall()));
    } catch (Throwable failure) {
      Fatal.raise(failure);
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
    tell(status);
  }

  /// The access log is told and the request counted, if that was not done before.
  void tell(int how) {
    if (note != null) {
      note.tell(how, bodyBytes());
    }
    var counting = counters;
    if (counting != null) {
      counters = null;
      counting.end(how, transport.reactor().clock().nanoTime() - beganNanos, bodyBytes());
    }
  }

  /// The bytes of the answer's body that were written.
  private long bodyBytes() {
    if (output != null) {
      return output.bodyBytes();
    }
    return large == null ? sentBytes : sentBytes - large.left();
  }

  private Response forFailure(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof HttpFailure known) {
      return ErrorPage.of(known);
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

  private void answer(@Nullable Response response) {
    if (isLeft || isHeadSent) {
      return;
    }
    if (response == null) {
      answer(forFailure(new NullPointerException("the responder returned null")));
      return;
    }
    var gzip = shared.gzip();
    answerEncoded(gzip == null ? response : gzip.encode(response, head, transport.reactor()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What handles both outcomes cannot fail.
  private void answerEncoded(Response response) {
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
      send(
          ErrorPage.of(
              400, "A request to change the protocol is one of HTTP/1.1, without a body."));
      return;
    }
    boolean isBodyless = head.method().equals("HEAD") || !response.mayHaveBody();
    if (response.content() instanceof Response.Content.Found(var file, var range)
        && !isBodyless
        && range.count() > 0) {
      open(response, file);
      return;
    }
    boolean isUnasked = head.expectsContinue() && !isContinued && !body.isEnded();
    closes |= response.closes() || isUnasked || shared.connections().isDraining();
    isHeadSent = true;
    status = response.status();
    var heads = shared.heads();
    switch (response.content()) {
      case Response.Content.Bytes(var bytes) -> {
        if (isBodyless || bytes.length > ResponseHead.APPENDED_BYTES_MAX) {
          send(response, ByteBuffer.wrap(bytes), isBodyless);
        } else {
          var out = heads.head(response, bytes.length, false, persistence());
          noted(transport.write(heads.append(out, bytes)));
          sentBytes = bytes.length;
          answered();
        }
      }
      case Response.Content.Buffer(var content) -> send(response, content.duplicate(), isBodyless);
      case Response.Content.Found(var _, var range) -> {
        noted(transport.write(heads.head(response, range.count(), false, persistence())));
        answered();
      }
      case Response.Content.File(var region) -> {
        noted(transport.write(heads.head(response, region.count(), false, persistence())));
        if (isBodyless || region.count() == 0) {
          answered();
        } else {
          send(region);
        }
      }
      case Response.Content.Pieces(var writer, var isEndless) -> {
        endsWithClient = isEndless;
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
        tell(status);
        line.switched(next);
      }
      case Response.Content.Later later -> throw new IllegalStateException("not known: " + later);
    }
  }

  /// Opens the file that is to be sent. Only then is it known what the head has to say: another may
  /// have taken its place, or none.
  @SuppressWarnings("FutureReturnValueIgnored") // What handles both outcomes cannot fail.
  private void open(Response response, FoundFile found) {
    var opening = transport.openFile(found.path());
    pending = opening;
    opening.handle((file, failure) -> {
      pending = null;
      if (failure != null) {
        answer(isLeft ? null : forUnopened(failure));
      } else if (isLeft) {
        file.close();
      } else {
        send(response, found, file);
      }
      return null;
    });
  }

  private void send(Response response, FoundFile found, OpenFile file) {
    var attributes = file.attributes();
    var own = found.isLike(attributes) ? response : found.as(attributes).answer();
    if (own.content() instanceof Response.Content.Found(var _, var range) && range.count() > 0) {
      send(own.opened(FileRegion.of(file, range.from(), range.count())));
    } else {
      file.close();
      send(own);
    }
  }

  private Response forUnopened(Throwable failure) {
    var refusal = FoundFile.refusal(failure);
    if (refusal != null) {
      return refusal;
    }
    if (failure instanceof FileFailure) {
      transport.reactor().log().error(String.valueOf(failure.getMessage()));
      return ErrorPage.of(503, "The server cannot open this file now; its log says more.");
    }
    return forFailure(failure);
  }

  /// Whether the request has no body.
  private boolean isAlone() {
    String length = head.headers().first("Content-Length");
    return head.headers().first("Transfer-Encoding") == null
        && (length == null || length.equals("0"));
  }

  private void send(Response response, ByteBuffer content, boolean isBodyless) {
    int length = content.remaining();
    var out = shared.heads().head(response, length, false, persistence());
    sentBytes = isBodyless ? 0 : length;
    boolean isLent = content.isDirect() && sentBytes > LENT_BYTES_MIN;
    if (isLent && sentBytes <= LargeBody.BYTES_AT_ONCE_MAX) {
      transport.write(out);
      noted(transport.lend(content));
      answered();
      return;
    }
    if (sentBytes > LargeBody.BYTES_MIN) {
      noted(transport.write(out));
      isSending = true;
      large = new LargeBody(transport, content, line::progressed, this::largeSent);
      transport.registerProducer(large);
      return;
    }
    noted(sentBytes == 0 ? transport.write(out) : transport.writeSequence(List.of(out, content)));
    answered();
  }

  private void largeSent() {
    isSending = false;
    if (transport.unsentBytes() > Transport.DEFAULT_HIGH_WATER_BYTES) {
      line.blocked();
    }
    answered();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What handles both outcomes cannot fail.
  private void send(FileRegion region) {
    isSending = true;
    line.progressed();
    transport
        .sendFile(
            region.onProgress(sent -> {
              sentBytes = sent;
              line.progressed();
            }))
        .handle((sent, failure) -> {
          isSending = false;
          if (isLeft) {
            return null;
          }
          if (failure == null) {
            answered();
          } else if (transport.isOpen()) {
            broken("failed to send " + region, failure);
          }
          return null;
        });
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
              writeTo(writer, out);
              return null;
            });
    pending = writing;
    writing.handle((nothing, failure) -> {
      pending = null;
      ended(out, failure);
      return null;
    });
  }

  /// A client that goes on with what is no request while it is answered loses its connection. When
  /// the writer ends with that, because it reads the body, nobody else needs to hear of it.
  private void writeTo(BodyWriter writer, PieceOutput out) throws Exception {
    try {
      writer.writeTo(out);
    } catch (HttpFailure refused) {
      if (!isLeft) {
        throw refused;
      }
    }
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
    broken("failed to write the body for " + head.target().path(), failure);
  }

  /// The client must not take what it has for the whole.
  private void broken(String what, Throwable failure) {
    // A file that fails is told of when the connection ends, which it may have done already.
    if (!(failure instanceof CancellationException || failure instanceof FileFailure)) {
      transport.reactor().log().error(what, failure);
    }
    tell(status);
    transport.abort(
        CloseReason.of(
            CloseReason.Kind.ABORTED, "the rest of a response could not be had", failure));
  }

  private void answered() {
    isAnswered = true;
    tell(status);
    body.discard();
    line.moved();
  }
}
