package dev.triga.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds who answers a request. Any thread.
///
/// @param exact for each path without parameters, who answers each method
/// @param patterns the others, in order
/// @param hooks who sees each request before
record Routes(
    Map<String, Map<String, Responder>> exact, List<Route> patterns, List<RequestHook> hooks) {
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");

  /// Answers.
  ///
  /// @throws Exception whatever the responder throws; an [HttpFailure] if there is none
  Response respond(Request request) throws Exception {
    for (var hook : hooks) {
      var instead = hook.before(request);
      if (instead != null) {
        return instead;
      }
    }
    var path = request.rawPath();
    if (path.equals("*")) {
      return Response.of(204);
    }
    var methods = exact.get(path.indexOf('%') < 0 ? path : request.path());
    if (methods != null) {
      var responder = of(methods, request.method());
      return responder == null ? other(request, methods) : responder.respond(request);
    }
    for (var route : patterns) {
      var params = route.match(path);
      if (params != null) {
        request.params(params);
        var responder = of(route.methods(), request.method());
        return responder == null ? other(request, route.methods()) : responder.respond(request);
      }
    }
    if (!KNOWN.contains(request.method())) {
      throw new HttpFailure(501, "This server does not know the method.");
    }
    throw new HttpFailure(404, "There is nothing at " + request.path());
  }

  private static @Nullable Responder of(Map<String, Responder> methods, String method) {
    var responder = methods.get(method);
    return responder == null && method.equals("HEAD") ? methods.get("GET") : responder;
  }

  private static Response other(Request request, Map<String, Responder> methods) {
    if (!KNOWN.contains(request.method())) {
      throw new HttpFailure(501, "This server does not know the method.");
    }
    var allowed = new TreeSet<>(methods.keySet());
    allowed.add("OPTIONS");
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String allow = String.join(", ", allowed);
    return request.method().equals("OPTIONS")
        ? Response.of(204).with("Allow", allow)
        : ErrorPage.of(405, "There is another method here: " + allow).with("Allow", allow);
  }
}
