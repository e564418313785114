package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks a server for a WebSocket, judges its answer (RFC 6455, 4.1), and hands the connection on.
/// On the turn.
final class ClientHandshake implements Protocol {
  /// Of the head of an answer; more is no handshake.
  private static final int HEAD_BYTES_MAX = 16 << 10;

  private static final int FIRST_BYTES = 512;
  private static final Set<String> OWN =
      Set.of(
          "host",
          "upgrade",
          "connection",
          "content-length",
          "transfer-encoding",
          "sec-websocket-key",
          "sec-websocket-version",
          "sec-websocket-protocol",
          "sec-websocket-extensions");

  private final Transport transport;
  private final URI uri;
  private final Map<String, String> fields;
  private final WebSocketSettings settings;
  private final Workspace workspace;
  private final WebSocketFactory factory;
  private final Deferred<WebSocket> opened;
  private String key = "";
  private byte[] head = new byte[FIRST_BYTES];
  private int count;
  private boolean isOver;
  private @Nullable WebSocketConnection connection;

  ClientHandshake(
      Transport transport,
      URI uri,
      Map<String, String> fields,
      WebSocketSettings settings,
      Workspace workspace,
      WebSocketFactory factory) {
    this.transport = transport;
    this.uri = uri;
    this.fields = fields;
    this.settings = settings;
    this.workspace = workspace;
    this.factory = factory;
    this.opened = new Deferred<>(transport.reactor());
    opened.onCancel(why -> transport.abort());
  }

  /// Whether users may not set it.
  static boolean isOwn(String field) {
    return OWN.contains(field.toLowerCase(Locale.ROOT));
  }

  Deferred<WebSocket> opened() {
    return opened;
  }

  @Override
  public void connectionMade() {
    var nonce = ByteBuffer.allocate(4 * Integer.BYTES);
    while (nonce.hasRemaining()) {
      nonce.putInt(workspace.key());
    }
    key = Base64.getEncoder().encodeToString(nonce.array());
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    var request = new StringBuilder("GET ").append(path);
    if (uri.getRawQuery() != null) {
      request.append('?').append(uri.getRawQuery());
    }
    request.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority());
    request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: ");
    request.append(Handshake.VERSION).append("\r\nSec-WebSocket-Key: ").append(key);
    if (!settings.subprotocols().isEmpty()) {
      request.append("\r\nSec-WebSocket-Protocol: ");
      request.append(String.join(", ", settings.subprotocols()));
    }
    if (settings.compression().isWanted()) {
      request.append("\r\nSec-WebSocket-Extensions: ");
      request.append(DeflateTerms.offer(workspace.hasContext()));
    }
    fields.forEach((name, value) -> request.append("\r\n").append(name).append(": ").append(value));
    request.append("\r\n\r\n");
    var _ = transport.write(ByteBuffer.wrap(request.toString().getBytes(ISO_8859_1)));
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    if (connection != null) {
      connection.dataReceived(data);
      return;
    }
    while (data.hasRemaining() && !isOver) {
      if (count == HEAD_BYTES_MAX) {
        fail(0, "the head of the answer has more than " + HEAD_BYTES_MAX + " bytes");
        return;
      }
      if (count == head.length) {
        head = Arrays.copyOf(head, 2 * count);
      }
      head[count++] = data.get();
      if (isHeadWhole()) {
        judge(new String(head, 0, count, ISO_8859_1));
        break;
      }
    }
    if (connection != null && data.hasRemaining()) {
      connection.dataReceived(data);
    }
  }

  private boolean isHeadWhole() {
    return count >= 4
        && head[count - 1] == '\n'
        && head[count - 2] == '\r'
        && head[count - 3] == '\n'
        && head[count - 4] == '\r';
  }

  private void judge(String answer) {
    var lines = answer.split("\r\n", -1);
    if (!lines[0].matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
      fail(0, "the answer does not begin as one of HTTP/1.1");
      return;
    }
    int status = Integer.parseInt(lines[0].substring(9, 12));
    if (status != 101) {
      fail(status, "the server refused: " + lines[0].substring(9));
      return;
    }
    var rest = Arrays.asList(lines).subList(1, lines.length);
    var accepts = values(rest, "sec-websocket-accept");
    if (!hasToken(rest, "upgrade", "websocket") || !hasToken(rest, "connection", "upgrade")) {
      fail(status, "the server changed to something else");
    } else if (!accepts.equals(List.of(Handshake.proof(key)))) {
      fail(status, "the server did not prove that it understood");
    } else {
      agree(values(rest, "sec-websocket-protocol"), values(rest, "sec-websocket-extensions"));
    }
  }

  private void agree(List<String> protocols, List<String> extensions) {
    if (protocols.size() > 1
        || (!protocols.isEmpty() && !settings.subprotocols().contains(protocols.getFirst()))) {
      fail(101, "the server chose a sub-protocol that it was not offered");
      return;
    }
    var named = Tokens.extensions(extensions);
    if (named.isEmpty() || named.get().size() > 1) {
      fail(101, "the server chose extensions that it was not offered");
      return;
    }
    DeflateTerms deflate = null;
    if (!named.get().isEmpty()) {
      deflate = DeflateTerms.agreed(named.get().getFirst(), workspace.hasContext());
      if (deflate == null || !settings.compression().isWanted()) {
        fail(101, "the server chose an extension that it was not offered");
        return;
      }
    }
    String subprotocol = protocols.isEmpty() ? null : protocols.getFirst();
    var made =
        new WebSocketConnection(
                transport, settings, workspace, workspace.terms(false, subprotocol, deflate))
            .openedBy(factory, null);
    head = new byte[0];
    isOver = true;
    connection = made;
    made.connectionMade();
    opened.succeed(made);
  }

  private static List<String> values(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  private static boolean hasToken(List<String> lines, String name, String token) {
    return Tokens.list(values(lines, name)).orElse(List.of()).stream()
        .anyMatch(token::equalsIgnoreCase);
  }

  private void fail(int status, String why) {
    isOver = true;
    opened.fail(new WebSocketFailure(status, uri + ": " + why));
    transport.abort(CloseReason.of(CloseReason.Kind.ABORTED, why));
  }

  @Override
  public void readingResumed() {
    if (connection != null) {
      connection.readingResumed();
    }
  }

  @Override
  public void readClosed(Transport ended) {
    if (connection != null) {
      connection.readClosed(ended);
    } else {
      ended.close();
    }
  }

  @Override
  public void writable() {
    if (connection != null) {
      connection.writable();
    }
  }

  @Override
  public void connectionLost(CloseReason reason) {
    if (connection != null) {
      connection.connectionLost(reason);
    } else if (!isOver) {
      isOver = true;
      opened.fail(
          new WebSocketFailure(0, uri + ": the connection ended in the handshake: " + reason));
    }
  }

  @Override
  public String toString() {
    return "ClientHandshake[" + Objects.toString(connection, uri.toString()) + "]";
  }
}
