package dev.triga.http;

import dev.triga.http.websocket.WebSocketFactory;
import dev.triga.http.websocket.WebSocketResponder;
import dev.triga.http.websocket.WebSocketSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Takes the routes of an [HttpApplication].
///
/// A pattern is a path whose segments may be parameters: `{name}` for any text, `{name:int}` and
/// `{name:long}` for numbers that fit, and as the last `{name:path}` for all the rest, which may be
/// empty. A path without parameters goes before those with; among these the first that fits counts.
///
/// `HEAD` is answered as `GET` without the body, `OPTIONS` with the methods there are; a path that
/// has other methods only with 405, one that there is not with 404.
public final class Router {
  private final Map<String, Map<String, Responder>> exact = new HashMap<>();
  private final List<Route> patterns = new ArrayList<>();
  private final List<RequestHook> hooks = new ArrayList<>();

  Router() {}

  /// Answers `GET`, and `HEAD`.
  ///
  /// @throws IllegalArgumentException see [#route]
  public Router get(String pattern, Responder responder) {
    return route("GET", pattern, responder);
  }

  /// Answers `POST`.
  ///
  /// @throws IllegalArgumentException see [#route]
  public Router post(String pattern, Responder responder) {
    return route("POST", pattern, responder);
  }

  /// Answers `PUT`.
  ///
  /// @throws IllegalArgumentException see [#route]
  public Router put(String pattern, Responder responder) {
    return route("PUT", pattern, responder);
  }

  /// Answers `PATCH`.
  ///
  /// @throws IllegalArgumentException see [#route]
  public Router patch(String pattern, Responder responder) {
    return route("PATCH", pattern, responder);
  }

  /// Answers `DELETE`.
  ///
  /// @throws IllegalArgumentException see [#route]
  public Router delete(String pattern, Responder responder) {
    return route("DELETE", pattern, responder);
  }

  /// Has every request seen by a hook before it is routed, also one for which there is no route.
  /// The hooks are called in the order of these calls, until one answers.
  public Router before(RequestHook hook) {
    hooks.add(Objects.requireNonNull(hook, "hook"));
    return this;
  }

  /// Opens a WebSocket, with [WebSocketSettings#DEFAULT].
  ///
  /// @param factory makes the listener of each socket
  /// @throws IllegalArgumentException see [#route]
  public Router websocket(String pattern, WebSocketFactory factory) {
    return websocket(pattern, WebSocketSettings.DEFAULT, factory);
  }

  /// Opens a WebSocket. To look at the request before, see [WebSocketResponder].
  ///
  /// @param factory makes the listener of each socket
  /// @throws IllegalArgumentException see [#route]
  public Router websocket(String pattern, WebSocketSettings settings, WebSocketFactory factory) {
    return get(pattern, WebSocketResponder.of(settings, factory));
  }

  /// Answers any method.
  ///
  /// @throws IllegalArgumentException if the method is no token, the pattern is malformed, or there
  ///   is such a route already
  public Router route(String method, String pattern, Responder responder) {
    if (method.isEmpty() || !method.chars().allMatch(FieldText::isTokenChar)) {
      throw new IllegalArgumentException("no method: " + method);
    }
    if (pattern.contains("{")) {
      addPattern(method, new Route(pattern), responder);
    } else {
      Route.checkPath(pattern);
      var methods = exact.computeIfAbsent(pattern, path -> new HashMap<>());
      if (methods.putIfAbsent(method, responder) != null) {
        throw twice(method, pattern);
      }
    }
    return this;
  }

  private void addPattern(String method, Route route, Responder responder) {
    for (var known : patterns) {
      if (known.pattern().equals(route.pattern())) {
        if (known.methods().putIfAbsent(method, responder) != null) {
          throw twice(method, route.pattern());
        }
        return;
      }
    }
    route.methods().put(method, responder);
    patterns.add(route);
  }

  private static IllegalArgumentException twice(String method, String pattern) {
    return new IllegalArgumentException(
        "there is a route for " + method + " " + pattern + " twice");
  }

  Routes routes() {
    Map<String, Map<String, Responder>> copy = new HashMap<>();
    exact.forEach((path, methods) -> copy.put(path, Map.copyOf(methods)));
    return new Routes(copy, List.copyOf(patterns), List.copyOf(hooks));
  }
}
