package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TrigaTest
class RouterTest {
  private final MemoryReactor memory = MemoryReactor.open();

  @AfterEach
  void close() {
    memory.close();
  }

  private static void routes(Router router) {
    router.get("/", request -> Response.text("root"));
    router.get("/user/me", request -> Response.text("me"));
    router.get("/user/{id:int}", request -> Response.text("int " + request.intParam("id")));
    router.get("/user/{name}", request -> Response.text("text " + request.param("name")));
    router.get("/big/{n:long}", request -> Response.text("long " + request.longParam("n")));
    router.put("/user/{name}", request -> Response.of(204));
    router.get("/files/{rest:path}", request -> Response.text("path " + request.param("rest")));
    router.get("/query", request -> Response.text("query " + request.query("a")));
  }

  @ParameterizedTest
  @CsvSource({
    "/, root",
    "/user/me, me",
    "/user/7, int 7",
    "/user/-7, int -7",
    "/user/2147483648, text 2147483648",
    "/user/a%2Fb, text a/b",
    "/user/%C3%A9, text Ã©",
    "/big/2147483648, long 2147483648",
    "/files/a/b, path a/b",
    "/files/, 'path '",
    "/query?a=1&a=2, query 1",
    "/query?b=1&a=x+%26y, query x &y",
    "/query?a, 'query '",
    "/query, query null",
    "http://a/user/me, me",
    "http://a, root",
  })
  void aPathFindsItsRoute(String target, String answer) {
    var client = Client.of(memory, RouterTest::routes);
    assertThat(client.exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n" + answer);
  }

  @Test
  void hooksSeeEachRequestBeforeItsRouteUntilOneAnswers() {
    List<String> seen = new ArrayList<>();
    var client =
        Client.of(
            memory,
            router ->
                router
                    .before(request -> {
                      seen.add(request.path());
                      return null;
                    })
                    .before(request -> request.path().startsWith("/user") ? Response.of(403) : null)
                    .before(request -> {
                      seen.add("passed");
                      return null;
                    })
                    .get("/", request -> Response.text("root"))
                    .get("/user/{name}", request -> Response.text("secret")));
    assertThat(client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("root");
    assertThat(client.exchange("GET /user/a HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(client.exchange("GET /none HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(seen).containsExactly("/", "passed", "/user/a", "/none", "passed");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /user, 404",
    "GET, /user/, 404",
    "GET, /user/a/b, 404",
    "GET, /big/x, 404",
    "GET, /big/99999999999999999999, 404",
    "POST, /user/a, 405",
    "PUT, /, 405",
    "BREW, /, 501",
    "BREW, /nothing, 501",
    "OPTIONS, /, 204",
    "OPTIONS, *, 204",
    "PUT, /user/x, 204",
  })
  void whatHasNoRouteGetsItsStatus(String method, String target, int status) {
    var client = Client.of(memory, RouterTest::routes);
    assertThat(client.exchange(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void whatIsAllowedIsTold() {
    var client = Client.of(memory, RouterTest::routes);
    assertThat(client.exchange("POST / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains("Allow: GET, HEAD, OPTIONS\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "/a?b",
        "/{a:text}x",
        "/{a:number}",
        "/{}",
        "/{a:path}/b",
        "/{a}/{a}",
        "/%20"
      })
  void aBadPatternIsRefused(String pattern) {
    var router = new Router();
    assertThatThrownBy(() -> router.get(pattern, request -> Response.of(204)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRouteThatIsThereTwiceIsRefused() {
    var router = new Router();
    router.get("/a", request -> Response.of(204)).get("/{b}", request -> Response.of(204));
    assertThatThrownBy(() -> router.get("/a", request -> Response.of(204)))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> router.get("/{b}", request -> Response.of(204)))
        .hasMessageContaining("twice");
  }
}
