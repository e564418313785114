package dev.triga.app.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.http.Request;
import dev.triga.http.Responder;
import dev.triga.http.Response;
import dev.triga.net.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may see the page and who may act. On the turn.
///
/// Everybody on this machine may read what is served on a loopback address; elsewhere reading needs
/// the token. Actions always need it, in a field of the head that no form and no foreign page can
/// send. On a loopback address a request has to name that as its host, so that no name that
/// somebody else has pointed here (DNS rebinding) makes a foreign page one of ours.
final class Access {
  /// The bytes of a token: nobody guesses 144 bits.
  private static final int TOKEN_BYTES = 18;

  private static final String SCHEME = "Bearer ";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String token;
  private final boolean isLocal;
  private final String host;

  private Access(String token, boolean isLocal, String host) {
    this.token = token;
    this.isLocal = isLocal;
    this.host = host;
  }

  /// With a new token.
  ///
  /// @param endpoint where the page is served
  static Access of(Endpoint endpoint) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return endpoint instanceof Endpoint.Tcp tcp
        ? new Access(token, isLoopback(tcp), bracketed(tcp.host()))
        : new Access(token, true, "localhost");
  }

  private static boolean isLoopback(Endpoint.Tcp endpoint) {
    if (endpoint.isWildcard()) {
      return false;
    }
    try {
      return InetAddress.getByName(endpoint.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host.toLowerCase(Locale.ROOT);
  }

  String token() {
    return token;
  }

  /// Whether nobody from elsewhere can reach the page.
  boolean isLocal() {
    return isLocal;
  }

  /// What anybody may have who reaches it: there is nothing about this server in it.
  Responder forAll(Responder inside) {
    return guarded(inside, request -> null);
  }

  /// What tells about the server. The token may stand in the query too, because browsers and
  /// scrapers do not let one set fields everywhere.
  Responder forReaders(Responder inside) {
    return guarded(
        inside,
        request ->
            isLocal || isToken(given(request)) || isToken(request.query("token"))
                ? null
                : "reading needs the token here, as 'Authorization: Bearer TOKEN' or ?token=TOKEN");
  }

  /// What changes something.
  Responder forActors(Responder inside) {
    return guarded(
        inside,
        request ->
            !isOwnPage(request)
                ? "actions are taken from this page only"
                : isToken(given(request))
                    ? null
                    : "actions need the token, as 'Authorization: Bearer TOKEN'");
  }

  /// Why a request is refused.
  private interface Objection {
    @Nullable String against(Request request);
  }

  private Responder guarded(Responder inside, Objection objection) {
    return request -> {
      if (!isForUs(request)) {
        return refusal(421, "this page is served as " + host + " only");
      }
      String why = objection.against(request);
      return why == null ? inside.respond(request) : refusal(403, why);
    };
  }

  private boolean isForUs(Request request) {
    if (!isLocal) {
      return true;
    }
    String named = request.host();
    if (named == null) {
      return false;
    }
    int colon = named.lastIndexOf(':');
    String name = colon > named.lastIndexOf(']') ? named.substring(0, colon) : named;
    String lower = name.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(lower) || lower.equals(host);
  }

  private static boolean isOwnPage(Request request) {
    String origin = request.header("Origin");
    return origin == null || origin.equalsIgnoreCase("http://" + request.host());
  }

  private static @Nullable String given(Request request) {
    String field = request.header("Authorization");
    // The names of schemes mean the same in any case (RFC 9110, 11.1).
    return field != null && field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? field.substring(SCHEME.length()).stripLeading()
        : null;
  }

  /// In a time that does not tell how much of it is right.
  private boolean isToken(@Nullable String given) {
    return given != null
        && MessageDigest.isEqual(given.getBytes(US_ASCII), token.getBytes(US_ASCII));
  }

  static Response refusal(int status, String why) {
    return safe(Response.json(Map.of("error", why)).withStatus(status));
  }

  /// With what keeps browsers from doing more than the page wants.
  static Response safe(Response response) {
    return response
        .with(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'")
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }
}
