import module dev.triga.http;
import module dev.triga.reactor;

/// A web server that says hello.
void main(String[] args) {
  try (var reactor = Reactor.open()) {
    var server =
        HttpServer.of(router ->
            router
                .get("/", request -> Response.text("Hello, World!\n"))
                .get(
                    "/hello/{name}",
                    request -> Response.text("Hello, " + request.param("name") + "!\n")));
    var port =
        reactor.listen(Endpoint.parse(args.length > 0 ? args[0] : "tcp:127.0.0.1:8060"), server);
    IO.println("listening on " + port.endpoint());
    reactor.run();
  }
}
