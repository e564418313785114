package dev.triga.app.dashboard;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.actors.server.Operator;
import dev.triga.http.HttpApplication;
import dev.triga.http.HttpFailure;
import dev.triga.http.Json;
import dev.triga.http.Request;
import dev.triga.http.Response;
import dev.triga.http.Router;
import dev.triga.http.ServerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What is served: the page and its two files, the figures as JSON, once or live, and the actions.
final class PageApplication implements HttpApplication {
  /// How soon a browser comes back when its stream has ended.
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Operator operator;
  private final StatusSampler sampler;
  private final Access access;

  PageApplication(Operator operator, StatusSampler sampler, Access access) {
    this.operator = operator;
    this.sampler = sampler;
    this.access = access;
  }

  @Override
  public void routes(Router router) {
    file(router, "/", "page.html", "text/html; charset=utf-8");
    file(router, "/page.css", "page.css", "text/css; charset=utf-8");
    file(router, "/page.js", "page.js", "text/javascript; charset=utf-8");
    file(router, "/icon.svg", "icon.svg", "image/svg+xml");
    router
        .get("/status.json", access.forReaders(this::status))
        .get("/events", access.forReaders(this::events))
        .post("/actions/{action}", access.forActors(this::act));
  }

  private void file(Router router, String path, String name, String type) {
    router.get(
        path,
        access.forAll(request ->
            Access.safe(Response.bytes(type, content(name))).with("Cache-Control", "no-cache")));
  }

  private static byte[] content(String name) {
    try (InputStream in = PageApplication.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new HttpFailure(404, "there is no " + name + " in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Response status(Request request) {
    return Response.later(
        sampler.once().thenApply(sample -> json(sample.json()).with("Cache-Control", "no-store")));
  }

  private static Response json(String text) {
    return Access.safe(Response.bytes("application/json", text.getBytes(UTF_8)));
  }

  private Response events(Request request) {
    if (sampler.isFull()) {
      return Access.refusal(
          503, StatusSampler.WATCHERS_MAX + " watch this page already, which is the limit");
    }
    return Access.safe(
        Response.events(
            request,
            out -> {
              var joined = sampler.join();
              try {
                while (true) {
                  var sample = await(sampler.next(joined));
                  await(out.send(ServerEvent.of(sample.json()).withRetry(RETRY)));
                }
              } finally {
                sampler.leave(joined);
              }
            }));
  }

  private Response act(Request request) {
    String action = request.param("action");
    var asked =
        switch (action) {
          case "reload", "stop" -> operator.ask(action);
          case "kill" -> operator.ask(action, wanted(request, "actor"));
          case "scale" ->
              operator.ask(action, wanted(request, "application"), wanted(request, "workers"));
          default -> throw new HttpFailure(404, "there are the actions scale, reload, stop, kill");
        };
    return Response.later(asked.handle(PageApplication::answer));
  }

  private static String wanted(Request request, String name) {
    String value = request.query(name);
    if (value == null) {
      throw new HttpFailure(400, "the action lacks ?" + name + "=");
    }
    return value;
  }

  private static Response answer(@Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      Map<String, @Nullable Object> answer = new LinkedHashMap<>();
      answer.put("answer", value);
      return json(Json.text(answer));
    }
    Throwable why =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return Access.refusal(409, why.getMessage() == null ? why.toString() : why.getMessage());
  }
}
