package dev.triga.http.websocket;

import dev.triga.http.HttpFailure;
import dev.triga.http.Request;
import dev.triga.http.Responder;
import dev.triga.http.Response;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Answers requests by opening a WebSocket: what [dev.triga.http.Router#websocket] routes to. To
/// look at the request before, as for who may come in, wrap it:
///
/// ```java
/// var chat = WebSocketResponder.of(WebSocketSettings.DEFAULT, Chat::new);
/// router.get("/chat", request -> isKnown(request) ? chat.respond(request) : Response.of(401));
/// ```
///
/// A request that is none for a WebSocket, or whose page may not ask, is answered with the status
/// of RFC 6455, 4.2. When the reactor shuts down, sockets are closed with [CloseCode#GOING_AWAY].
/// Make it once and keep it: the sockets of one responder and reactor share memory. Called on the
/// turn.
public final class WebSocketResponder implements Responder {
  private final WebSocketSettings settings;
  private final WebSocketFactory factory;
  private final Map<Reactor, Workspace> workspaces =
      Collections.synchronizedMap(new WeakHashMap<>());

  private WebSocketResponder(WebSocketSettings settings, WebSocketFactory factory) {
    this.settings = settings;
    this.factory = factory;
  }

  /// A responder.
  ///
  /// @param factory makes the listener of each socket
  public static WebSocketResponder of(WebSocketSettings settings, WebSocketFactory factory) {
    Handshake.load();
    return new WebSocketResponder(
        Objects.requireNonNull(settings, "settings"), Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public Response respond(Request request) {
    var refusal = Handshake.refusal(request, settings);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var headers = request.headers();
    String subprotocol = Handshake.subprotocol(headers, settings.subprotocols());
    var offers =
        Tokens.extensions(headers.all("Sec-WebSocket-Extensions"))
            .orElseThrow(() -> new HttpFailure(400, "Sec-WebSocket-Extensions is no list."));
    var workspace = workspaces.computeIfAbsent(request.reactor(), this::workspace);
    var deflate =
        settings.compression().isWanted()
            ? DeflateTerms.accepted(offers, workspace.hasContext())
            : null;
    String key = Objects.requireNonNull(request.header("Sec-WebSocket-Key"));
    var response =
        Response.switchTo(
                "websocket", transport -> open(transport, request, subprotocol, deflate, workspace))
            .with("Sec-WebSocket-Accept", Handshake.proof(key));
    if (subprotocol != null) {
      response = response.with("Sec-WebSocket-Protocol", subprotocol);
    }
    return deflate == null ? response : response.with("Sec-WebSocket-Extensions", deflate.answer());
  }

  private Protocol open(
      Transport transport,
      Request request,
      @Nullable String subprotocol,
      @Nullable DeflateTerms deflate,
      Workspace workspace) {
    var connection =
        new WebSocketConnection(
            transport, settings, workspace, workspace.terms(true, subprotocol, deflate));
    return connection.openedBy(factory, request);
  }

  private Workspace workspace(Reactor reactor) {
    var workspace = new Workspace(settings.compression());
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () ->
                List.copyOf(workspace.open())
                    .forEach(socket -> socket.close(CloseCode.GOING_AWAY, "")));
    return workspace;
  }
}
