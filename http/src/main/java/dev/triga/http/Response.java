package dev.triga.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.FileRegion;
import dev.triga.net.ProtocolFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a request is answered with. A value that may be sent any number of times (except for
/// [#later]); each method that changes something makes a new one. Any thread.
///
/// Framing is the server's: it writes `Content-Length`, `Transfer-Encoding`, `Connection` and
/// `Date`, and refuses to have them set, as it refuses names and values that would break out of
/// their line.
public final class Response {
  /// What stands behind the head.
  sealed interface Content {
    /// All of it.
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a view would cost a wrapper each.
    record Bytes(byte[] bytes) implements Content {}

    /// All of it, in a buffer.
    record Buffer(ByteBuffer content) implements Content {}

    /// A promised number of bytes of a file.
    record File(FileRegion region) implements Content {}

    /// A part of a file that is opened when it is to be sent.
    record Found(FoundFile file, ByteRange range) implements Content {}

    /// As it is written.
    ///
    /// @param endsWithClient whether nothing of it matters once the client has ended its side
    record Pieces(BodyWriter writer, boolean endsWithClient) implements Content {}

    /// The connection is another protocol's from here on.
    record Switch(ProtocolFactory<?> next) implements Content {}

    /// Not even the head is known yet.
    record Later(CompletionStage<Response> response) implements Content {}
  }

  /// A field of the head.
  record Field(String name, String value) {}

  /// Half of what proxies bear at least: nginx's `proxy_read_timeout` is a minute, some have 30 s.
  private static final Duration EVENT_SILENCE = Duration.ofSeconds(15);

  private static final Content NOTHING = new Content.Bytes(new byte[0]);

  private final int status;
  private final @Nullable String type;
  private final List<Field> fields;
  private final Content content;
  private final boolean closes;
  private final boolean isUncompressed;

  private Response(
      int status,
      @Nullable String type,
      List<Field> fields,
      Content content,
      boolean closes,
      boolean isUncompressed) {
    this.status = status;
    this.type = type;
    this.fields = fields;
    this.content = content;
    this.closes = closes;
    this.isUncompressed = isUncompressed;
  }

  /// A response with a status and no body.
  ///
  /// @throws IllegalArgumentException if the status is not from 200 to 599
  public static Response of(int status) {
    return new Response(checked(status), null, List.of(), NOTHING, false, false);
  }

  /// Plain text, as UTF-8, with status 200.
  public static Response text(String text) {
    return bytes("text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /// HTML, as UTF-8, with status 200. What comes from elsewhere has to be escaped: see
  /// [Html#escape].
  public static Response html(String html) {
    return bytes("text/html; charset=utf-8", html.getBytes(UTF_8));
  }

  /// A value as JSON, with status 200: null, booleans, numbers, text, enums, records, maps with
  /// text as keys, iterables and arrays of these. See [Json].
  ///
  /// @throws IllegalArgumentException if there is something else in it, or it is nested too deeply
  public static Response json(@Nullable Object value) {
    return bytes("application/json", Json.text(value).getBytes(UTF_8));
  }

  /// Bytes, with status 200.
  ///
  /// @param type the media type
  /// @param content kept, not copied: do not change it
  /// @throws IllegalArgumentException if the type cannot stand in a head
  public static Response bytes(String type, byte[] content) {
    return new Response(
        200,
        FieldText.value("Content-Type", type),
        List.of(),
        new Content.Bytes(Objects.requireNonNull(content, "content")),
        false,
        false);
  }

  /// Bytes, with status 200. What is large and sent again and again is best in a direct buffer,
  /// which the system has from where it is.
  ///
  /// @param type the media type
  /// @param content from position to limit; kept, not copied: do not change it, nor close the arena
  ///   that its memory is of, before the connections that it goes to are over
  /// @throws IllegalArgumentException if the type cannot stand in a head
  public static Response bytes(String type, ByteBuffer content) {
    return new Response(
        200,
        FieldText.value("Content-Type", type),
        List.of(),
        new Content.Buffer(content.slice()),
        false,
        false);
  }

  /// A body that is written piece by piece, with status 200. To a client of HTTP/1.1 it goes in
  /// chunks; to one of HTTP/1.0 it ends with the connection. The writer is not called for HEAD.
  ///
  /// @param type the media type
  /// @throws IllegalArgumentException if the type cannot stand in a head
  public static Response pieces(String type, BodyWriter writer) {
    return new Response(
        200,
        FieldText.value("Content-Type", type),
        List.of(),
        new Content.Pieces(Objects.requireNonNull(writer, "writer"), false),
        false,
        false);
  }

  /// A response that is not known yet. If it fails, that is answered like an exception of the
  /// responder. When the client leaves, it is cancelled. What is set beside it counts for nothing.
  public static Response later(CompletionStage<Response> response) {
    return new Response(
        200,
        null,
        List.of(),
        new Content.Later(Objects.requireNonNull(response, "response")),
        false,
        false);
  }

  /// Server-sent events (`text/event-stream`), as they are written, and a comment after each 15 s
  /// of silence. What a client that comes back has seen last is in the field `Last-Event-ID`. The
  /// writer is slowed down to what the client takes; to send the same events to many, see
  /// [EventHub].
  ///
  /// @param request the one that is answered
  public static Response events(Request request, EventWriter writer) {
    var body =
        EventStream.of(Objects.requireNonNull(writer, "writer"), request.reactor(), EVENT_SILENCE);
    return new Response(
            200, "text/event-stream", List.of(), new Content.Pieces(body, true), false, false)
        .with("Cache-Control", "no-store")
        .with("X-Accel-Buffering", "no");
  }

  /// Another protocol from here on (RFC 9110, 7.8): status 101 with `Upgrade`, and then the
  /// connection is that of what the factory makes, which is given what came behind the request.
  /// Where that cannot be, as with HTTP/1.0 or a request with a body, 400 is answered instead.
  ///
  /// @param protocol its name, such as `websocket`
  /// @throws IllegalArgumentException if the name cannot stand in a head
  public static Response switchTo(String protocol, ProtocolFactory<?> next) {
    return new Response(
            101,
            null,
            List.of(),
            new Content.Switch(Objects.requireNonNull(next, "next")),
            false,
            false)
        .with("Upgrade", protocol);
  }

  /// Elsewhere: status 303 (See Other) for any method.
  ///
  /// @throws IllegalArgumentException if the location cannot stand in a head
  public static Response redirect(String location) {
    return of(303).with("Location", location);
  }

  /// A part of a file, with status 200.
  static Response file(String type, FileRegion region) {
    return new Response(
        200,
        FieldText.value("Content-Type", type),
        List.of(),
        new Content.File(region),
        false,
        false);
  }

  /// A part of a file that was found, with status 200.
  static Response file(FoundFile file, ByteRange range) {
    return new Response(
        200,
        FieldText.value("Content-Type", MediaTypes.of(file.path())),
        List.of(),
        new Content.Found(file, range),
        false,
        false);
  }

  /// The same once its file is open.
  Response opened(FileRegion region) {
    return new Response(status, type, fields, new Content.File(region), closes, isUncompressed);
  }

  private static int checked(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException(
          "status " + status + ": a final response has one from 200 to 599");
    }
    return status;
  }

  /// The same with another status.
  ///
  /// @throws IllegalArgumentException if it is not from 200 to 599
  public Response withStatus(int other) {
    return new Response(checked(other), type, fields, content, closes, isUncompressed);
  }

  /// The same with one field more; one that is there already stays.
  ///
  /// @throws IllegalArgumentException if the name or the value cannot stand in a head (RFC 9110,
  ///   5.1 and 5.5), or the field is the server's
  public Response with(String name, String value) {
    var field = new Field(FieldText.ownName(name), FieldText.value(name, value));
    if (name.equalsIgnoreCase("Content-Type")) {
      return new Response(status, value, fields, content, closes, isUncompressed);
    }
    return new Response(
        status,
        type,
        Stream.concat(fields.stream(), Stream.of(field)).toList(),
        content,
        closes,
        isUncompressed);
  }

  /// The same with a cookie to be set.
  ///
  /// @throws IllegalArgumentException if browsers would refuse the cookie
  public Response withCookie(Cookie cookie) {
    return with("Set-Cookie", cookie.field());
  }

  /// The same, after which the connection is closed.
  public Response closing() {
    return new Response(status, type, fields, content, true, isUncompressed);
  }

  /// The same, never compressed: for what compression would tell others about, such as a page with
  /// a secret beside what the visitor can choose (the attack called BREACH).
  public Response uncompressed() {
    return new Response(status, type, fields, content, closes, true);
  }

  /// The same with its content in a coding, and what goes with it.
  Response encoded(String coding, Content other) {
    var own =
        fields.stream()
            .map(field ->
                field.name().equalsIgnoreCase("ETag") && !field.value().startsWith("W/")
                    ? new Field(field.name(), "W/" + field.value())
                    : field)
            .toList();
    return new Response(status, type, own, other, closes, true).with("Content-Encoding", coding);
  }

  boolean isUncompressed() {
    return isUncompressed;
  }

  /// The value of the first field of that name, or null.
  @Nullable String field(String name) {
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /// The status.
  public int status() {
    return status;
  }

  @Nullable String type() {
    return type;
  }

  List<Field> fields() {
    return fields;
  }

  Content content() {
    return content;
  }

  boolean closes() {
    return closes;
  }

  /// Whether the status allows a body at all (RFC 9110, 15.3.5 and 15.4.5).
  boolean mayHaveBody() {
    return status != 101 && status != 204 && status != 304;
  }

  @Override
  public String toString() {
    return status + " " + Reasons.of(status);
  }
}
