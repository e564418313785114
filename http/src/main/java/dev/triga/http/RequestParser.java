package dev.triga.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// Reads requests off bytes: Jetty's parser in its strictest mode, and around it the limits and
/// refusals that it does not know.
final class RequestParser {
  /// What chunks may have around their content: for each byte of content, so that chunks of one
  /// byte pass, and for a whole body, so that the extensions of its chunks do not.
  private static final int CHUNK_OVERHEAD_PER_BYTE_MAX = 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Facts facts = new Facts();
  private final FieldLine line = new FieldLine();
  private final HttpParser parser;
  private final HttpLimits limits;

  RequestParser(HttpLimits limits) {
    this.limits = limits;
    this.parser = new HttpParser(facts, limits.headBytes(), HttpCompliance.STRICT);
    // A parser reads for one client after the other: without this, a value that differs from
    // another client's in the case of its letters alone would be told as that one.
    parser.setHeaderCacheCaseSensitive(true);
  }

  /// Has the classes of the parser loaded before there are clients: that takes as long as some
  /// thousand requests, and the loop would wait for it.
  static void load() {
    var request = ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    new RequestParser(HttpLimits.DEFAULT).parse(request, body -> {});
  }

  /// Where the body goes.
  interface BodySink {
    /// A piece of the body, valid during the call only.
    void piece(ByteBuffer data);
  }

  /// Reads until there is something to decide: a head, the end of a message, or no more bytes. Long
  /// heads are read several times as quickly from a buffer with an array.
  ///
  /// @throws HttpFailure if it is no request, or too much of one; nothing can be read then
  void parse(ByteBuffer data, BodySink sink) {
    facts.sink = sink;
    int before = data.remaining();
    long bodyBefore = facts.bodyBytes;
    boolean wasBody = facts.head != null;
    boolean wasRead = facts.isMessageRead;
    if (!wasBody && data.hasArray() && data.hasRemaining()) {
      readHead(data);
    } else {
      parser.parseNext(data);
    }
    if (facts.head != null && !wasBody && !facts.isMessageRead) {
      // The parser stops behind the head, and has to be asked again whether there is more.
      parser.parseNext(NOTHING);
    }
    int used = before - data.remaining();
    if (facts.failure != null) {
      throw facts.failure;
    }
    if (used == 0 && wasBody == (facts.head != null) && wasRead == facts.isMessageRead) {
      throw new HttpFailure(400, "The request does not go on as it began.");
    }
    facts.raw += used;
    if (!wasBody) {
      facts.checkHead(0);
    }
    if (wasBody && parser.isChunking()) {
      facts.overhead += used - (facts.bodyBytes - bodyBefore);
      if (facts.overhead > limits.headBytes() + CHUNK_OVERHEAD_PER_BYTE_MAX * facts.bodyBytes) {
        throw new HttpFailure(413, "The chunks have too much around their content.");
      }
    }
    if (facts.head == null && facts.raw > 2L * limits.headBytes()) {
      throw new HttpFailure(431, "No request began in the bytes that came.");
    }
  }

  /// Reads a head, or some of it: plain fields here, all else by Jetty's parser, which hears
  /// nothing of the former. It is given what it has to read up to the end of a line: between two
  /// lines it waits for the next one, and does not notice that it is another.
  private void readHead(ByteBuffer data) {
    byte[] bytes = data.array();
    int offset = data.arrayOffset();
    int limit = offset + data.limit();
    boolean isFirst = !parser.isState(HttpParser.State.HEADER);
    int at = lineStart(bytes, offset + data.position(), limit);
    int fieldsFrom = isFirst ? at : offset + data.position();
    facts.endsLine = bytes[limit - 1] == '\n';
    var kind = FieldLine.Kind.FRAMING;
    while (at < limit && kind != FieldLine.Kind.OTHER) {
      kind = line.read(bytes, at, limit);
      if (kind == FieldLine.Kind.PLAIN) {
        if (offset + data.position() < at) {
          facts.hasPending |= at > fieldsFrom;
          parser.parseNext(data.limit(at - offset));
          data.limit(limit - offset);
          if (facts.failure != null || !isBetweenLines(data, at - offset)) {
            return;
          }
        }
        facts.take(line, line.end() - at);
        data.position(line.end() - offset);
      }
      if (kind != FieldLine.Kind.OTHER) {
        at = line.end();
      }
    }
    if (data.hasRemaining()) {
      facts.hasPending |= limit > fieldsFrom;
      parser.parseNext(data);
    }
  }

  /// Where the first line begins that Jetty's parser has not begun to read, or the limit.
  private int lineStart(byte[] bytes, int from, int limit) {
    int at = from;
    if (parser.isState(HttpParser.State.HEADER) && facts.endsLine) {
      return at;
    }
    if (parser.isState(HttpParser.State.START)) {
      while (at < limit && (bytes[at] == '\r' || bytes[at] == '\n')) {
        at++;
      }
    }
    while (at < limit && bytes[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, limit);
  }

  /// Whether Jetty's parser has read as far as it was given, and the head goes on.
  private boolean isBetweenLines(ByteBuffer data, int at) {
    return parser.isState(HttpParser.State.HEADER) && data.position() == at;
  }

  /// The head, once it has been read and until [#reset()].
  @Nullable RequestHead head() {
    return facts.head;
  }

  /// Whether the whole message has been read.
  boolean isMessageRead() {
    return facts.isMessageRead;
  }

  /// Whether something of a message has been read that is not whole.
  boolean isInside() {
    return facts.raw > 0 && !facts.isMessageRead;
  }

  Headers trailers() {
    return facts.trailers == null ? Headers.NONE : facts.trailers;
  }

  /// The next message begins.
  void reset() {
    parser.reset();
    facts.clear();
  }

  /// What the parser has told.
  private final class Facts implements HttpParser.RequestHandler {
    private String method = "";
    private String target = "";
    private boolean isHttp10;
    private Headers headers = new Headers();
    private @Nullable Headers trailers;
    private @Nullable RequestHead head;
    private @Nullable HttpFailure failure;
    private @Nullable BodySink sink;
    private boolean isMessageRead;
    private long raw;
    private long bodyBytes;
    private long overhead;
    private int trailerBytes;

    /// What plain fields have taken of the head.
    private int takenBytes;

    /// Whether the last byte that came ended a line.
    private boolean endsLine;

    /// Whether Jetty's parser has a field that it tells when it sees the next line. It always has
    /// one, once it has read the first.
    private boolean hasPending;

    /// Where that field belongs, if others were taken behind it, or -1.
    private int place = -1;

    void clear() {
      headers = new Headers();
      sink = null;
      trailers = null;
      head = null;
      isMessageRead = false;
      raw = 0;
      bodyBytes = 0;
      overhead = 0;
      trailerBytes = 0;
      takenBytes = 0;
      endsLine = false;
      hasPending = false;
      place = -1;
    }

    /// Takes a plain field.
    ///
    /// @param length of its line
    void take(FieldLine field, int length) {
      checkHead(length);
      takenBytes += length;
      if (hasPending && place < 0) {
        place = headers.reserve();
      }
      if (headers.size() >= limits.headerCount()) {
        throw tooManyFields();
      }
      headers.add(field.name(), field.value());
    }

    /// Refuses a head that is too long: Jetty's parser counts what it reads of it.
    void checkHead(int more) {
      if (takenBytes > 0 && takenBytes + more + parser.getHeaderLength() > limits.headBytes()) {
        throw new HttpFailure(431, "The head is longer than " + limits.headBytes() + " bytes.");
      }
    }

    private HttpFailure tooManyFields() {
      return new HttpFailure(431, "The head has more than " + limits.headerCount() + " fields.");
    }

    @Override
    public void startRequest(String verb, String uri, HttpVersion version) {
      method = verb;
      target = uri;
      isHttp10 = version == HttpVersion.HTTP_1_0;
      if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
        throw refuse(new HttpFailure(505, "This server speaks HTTP/1.1 and HTTP/1.0."));
      }
    }

    @Override
    public void parsedHeader(HttpField field) {
      String value = Objects.requireNonNullElse(field.getValue(), "");
      if (place >= 0) {
        headers.fill(place, field.getName(), value);
        place = -1;
        return;
      }
      if (headers.size() >= limits.headerCount()) {
        throw refuse(tooManyFields());
      }
      headers.add(field.getName(), value);
    }

    @Override
    public void parsedTrailer(HttpField field) {
      if (trailers == null) {
        trailers = new Headers();
      }
      String value = Objects.requireNonNullElse(field.getValue(), "");
      trailerBytes += field.getName().length() + value.length();
      if (trailers.size() >= limits.headerCount() || trailerBytes > limits.headBytes()) {
        throw refuse(new HttpFailure(431, "The trailers are too many or too long."));
      }
      trailers.add(field.getName(), value);
    }

    @Override
    public boolean headerComplete() {
      try {
        head = RequestHead.of(method, target, isHttp10, headers);
      } catch (HttpFailure refused) {
        failure = refused;
        return true;
      }
      if (parser.getContentLength() > limits.bodyBytes()) {
        failure = tooLong();
      }
      return true;
    }

    @Override
    public boolean content(ByteBuffer data) {
      bodyBytes += data.remaining();
      if (bodyBytes > limits.bodyBytes()) {
        failure = tooLong();
        return true;
      }
      if (sink != null) {
        sink.piece(data);
      }
      return false;
    }

    private HttpFailure tooLong() {
      return new HttpFailure(413, "The body is longer than " + limits.bodyBytes() + " bytes.");
    }

    @Override
    public boolean contentComplete() {
      return false;
    }

    @Override
    public boolean messageComplete() {
      isMessageRead = true;
      return true;
    }

    @Override
    public void earlyEOF() {
      // So Jetty's parser calls what is malformed behind the head, too.
      if (failure == null) {
        failure = new HttpFailure(400, "The body of the request, or what frames it, is malformed.");
      }
    }

    @Override
    public void badMessage(HttpException bad) {
      if (failure == null) {
        int status = bad.getCode();
        String why = Objects.requireNonNullElse(bad.getReason(), "The request is malformed.");
        failure = new HttpFailure(status >= 400 && status <= 599 ? status : 400, why);
      }
    }

    /// What stops Jetty's parser at once.
    private HttpException.RuntimeException refuse(HttpFailure why) {
      failure = why;
      return new HttpException.RuntimeException(why.status(), why.getMessage());
    }
  }
}
