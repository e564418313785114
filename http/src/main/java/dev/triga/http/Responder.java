package dev.triga.http;

import dev.triga.reactor.ThreadKind;

/// Answers requests. Called on the turn as soon as the head of a request is there; the body may
/// still be on its way.
///
/// A responder that waits for something returns [Response#later], or is wrapped as a [#coroutine],
/// which may await, or as [#onThread], which may block. What it throws becomes an error page: a
/// [HttpFailure] its own, anything else one with status 500, and is reported to the log.
@FunctionalInterface
public interface Responder {
  /// Answers one request.
  ///
  /// @throws Exception to answer with an error page
  Response respond(Request request) throws Exception;

  /// A responder whose code runs as a coroutine, so that it may
  /// [await][dev.triga.async.Await#await]. When the client leaves, it is interrupted at its await.
  static Responder coroutine(Responder body) {
    return request -> Response.later(request.reactor().async(() -> answer(body, request)));
  }

  /// A responder whose code runs on a virtual thread and may block. It has no turn: of the request
  /// it may ask what was received with the head, and no more. When the client leaves, its thread is
  /// interrupted.
  static Responder onThread(Responder body) {
    return request ->
        Response.later(
            request.reactor().deferToThread(ThreadKind.VIRTUAL, () -> answer(body, request)));
  }

  /// An error page that was asked for is an answer: when the client has left meanwhile, or sent
  /// what is no request, nobody has to hear of a failure.
  private static Response answer(Responder body, Request request) throws Exception {
    try {
      return body.respond(request);
    } catch (HttpFailure asked) {
      return ErrorPage.of(asked);
    }
  }
}
