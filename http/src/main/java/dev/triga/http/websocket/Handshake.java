package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.http.Headers;
import dev.triga.http.HttpFailure;
import dev.triga.http.Request;
import dev.triga.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The opening handshake (RFC 6455, 4): what a request has to have, and what proves that it was
/// understood. Any thread.
final class Handshake {
  static final String VERSION = "13";

  private static final int KEY_BYTES = 16;
  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Handshake() {}

  /// What is wrong with a request that should open a WebSocket; empty if nothing is.
  static Optional<Response> refusal(Request request, WebSocketSettings settings) {
    var headers = request.headers();
    if (!request.method().equals("GET")) {
      return Optional.of(refused(405, "A WebSocket is opened with GET.").with("Allow", "GET"));
    }
    if (!headers.hasWord("Upgrade", "websocket")) {
      return Optional.of(
          refused(426, "There is a WebSocket here, and nothing else.")
              .with("Upgrade", "websocket"));
    }
    if (request.isHttp10()) {
      return Optional.of(refused(400, "HTTP/1.0 has no WebSockets."));
    }
    if (!headers.hasWord("Connection", "Upgrade")) {
      return Optional.of(refused(400, "Upgrade has to be named in Connection."));
    }
    if (hasBody(headers)) {
      return Optional.of(refused(400, "A request for a WebSocket has no body."));
    }
    var versions = headers.all("Sec-WebSocket-Version");
    if (versions.size() != 1 || !versions.getFirst().equals(VERSION)) {
      return Optional.of(
          refused(426, "The version of WebSockets here is 13.")
              .with("Upgrade", "websocket")
              .with("Sec-WebSocket-Version", VERSION));
    }
    var keys = headers.all("Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      return Optional.of(refused(400, "Sec-WebSocket-Key has to be 16 bytes in Base64, once."));
    }
    var origins = headers.all("Origin");
    if (origins.size() > 1
        || (!origins.isEmpty() && !settings.origins().allow(origins.getFirst(), request))) {
      return Optional.of(refused(403, "Pages of this origin may not open a WebSocket here."));
    }
    return Optional.empty();
  }

  private static Response refused(int status, String why) {
    return Response.text(why + "\n").withStatus(status);
  }

  private static boolean hasBody(Headers headers) {
    String length = headers.first("Content-Length");
    return headers.first("Transfer-Encoding") != null || (length != null && !length.equals("0"));
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES
          && key.length() == Base64.getEncoder().encode(new byte[KEY_BYTES]).length;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /// The first of our sub-protocols that the client understands, or null.
  ///
  /// @throws HttpFailure if what it says is no list
  static @Nullable String subprotocol(Headers headers, List<String> ours) {
    var theirs =
        Tokens.list(headers.all("Sec-WebSocket-Protocol"))
            .orElseThrow(() -> new HttpFailure(400, "Sec-WebSocket-Protocol is no list of names."));
    for (String name : ours) {
      if (theirs.contains(name)) {
        return name;
      }
    }
    return null;
  }

  /// Has what [#proof] needs of the security providers loaded before there are clients.
  static void load() {
    var _ = proof("");
  }

  /// What proves that the key was read.
  static String proof(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha1.digest((key + SALT).getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
