import static dev.triga.async.Await.await;

import module dev.triga.http;
import module dev.triga.reactor;

/// A part of httpbin: answers that tell what was asked, for trying out HTTP clients.
static final class Bin implements HttpApplication {
  private static final int DELAY_SECONDS_MAX = 10;
  private static final int LINES_MAX = 100;
  private static final int REDIRECTS_MAX = 20;

  @Override
  public void routes(Router router) {
    router
        .before(request -> {
          // httpbin answers scripts of all pages; here nobody else's may ask.
          var origin = request.header("Origin");
          return origin == null || origin.equals("http://" + request.host())
              ? null
              : Response.of(403);
        })
        .get("/get", request -> Response.json(about(request)))
        .post("/post", Responder.coroutine(Bin::posted))
        .put("/put", Responder.coroutine(Bin::posted))
        .get("/headers", request -> Response.json(Map.of("headers", headers(request))))
        .get("/ip", request -> Response.json(Map.of("origin", client(request))))
        .get("/user-agent", Bin::userAgent)
        .get("/status/{code:int}", Bin::status)
        .get("/redirect/{count:int}", Bin::redirect)
        .get("/cookies", Bin::cookies)
        .get("/cookies/set/{name}/{value}", Bin::setCookie)
        .get("/basic-auth/{user}/{password}", Bin::basic)
        .get(
            "/gzip", request -> Response.json(Map.of("gzipped", true, "padding", "x".repeat(2000))))
        .get("/stream/{count:int}", Bin::stream)
        .get("/delay/{seconds:int}", Responder.coroutine(Bin::delay));
  }

  private static Map<String, Object> about(Request request) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("method", request.method());
    about.put("path", request.path());
    about.put("query", request.rawQuery());
    about.put("headers", headers(request));
    about.put("origin", client(request));
    return about;
  }

  private static Map<String, String> headers(Request request) {
    Map<String, String> headers = new TreeMap<>();
    var fields = request.headers();
    fields.names().forEach(name -> headers.put(name, String.join(", ", fields.all(name))));
    return headers;
  }

  private static String client(Request request) {
    return ((InetSocketAddress) request.remoteAddress()).getHostString();
  }

  private static Response posted(Request request) {
    var about = about(request);
    about.put("data", await(request.bodyText()));
    return Response.json(about);
  }

  private static Response userAgent(Request request) {
    var agent = request.header("User-Agent");
    return Response.json(Map.of("user-agent", agent == null ? "" : agent));
  }

  private static Response status(Request request) {
    int code = request.intParam("code");
    return code < 200 || code > 599 ? Response.of(400) : Response.of(code);
  }

  private static Response redirect(Request request) {
    int count = Math.min(request.intParam("count"), REDIRECTS_MAX);
    return Response.redirect(count > 1 ? "/redirect/" + (count - 1) : "/get");
  }

  private static Response cookies(Request request) {
    var flavour = request.cookie("flavour");
    return Response.json(Map.of("flavour", flavour == null ? "none" : flavour));
  }

  private static Response setCookie(Request request) {
    var cookie = Cookie.of(request.param("name"), request.param("value")).withPath("/");
    return Response.redirect("/cookies").withCookie(cookie);
  }

  private static Response basic(Request request) {
    var wanted = request.param("user") + ":" + request.param("password");
    var encoded = Base64.getEncoder().encodeToString(wanted.getBytes(StandardCharsets.UTF_8));
    return ("Basic " + encoded).equals(request.header("Authorization"))
        ? Response.json(Map.of("authenticated", true, "user", request.param("user")))
        : Response.of(401).with("WWW-Authenticate", "Basic realm=\"bin\"");
  }

  private static Response stream(Request request) {
    int count = Math.min(request.intParam("count"), LINES_MAX);
    return Response.pieces(
        "application/json",
        out -> {
          for (int i = 0; i < count; i++) {
            var line = Json.text(Map.of("id", i)) + "\n";
            await(out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8))));
          }
        });
  }

  private static Response delay(Request request) {
    int seconds = Math.min(request.intParam("seconds"), DELAY_SECONDS_MAX);
    await(request.reactor().deferLater(Duration.ofSeconds(seconds)));
    return Response.json(about(request));
  }
}

void main(String[] args) {
  try (var reactor = Reactor.open()) {
    var server = HttpServer.of(new Bin()).withCompression();
    var port =
        reactor.listen(Endpoint.parse(args.length > 0 ? args[0] : "tcp:127.0.0.1:8060"), server);
    IO.println("listening on " + port.endpoint());
    reactor.run();
  }
}
