package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.http.Cookie.SameSite;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TrigaTest
class CookieTest {
  @Test
  void cookiesAreSetWithSafeDefaults() {
    assertThat(Cookie.of("a", "b").field()).isEqualTo("a=b; Path=/; HttpOnly; SameSite=Lax");
    assertThat(
            Cookie.of("__Secure-a", "b")
                .withPath("/c")
                .withDomain("example.org")
                .withMaxAge(Duration.ofHours(1))
                .withSameSite(SameSite.NONE)
                .forScripts()
                .secured()
                .field())
        .isEqualTo(
            "__Secure-a=b; Path=/c; Domain=example.org; Max-Age=3600; Secure; SameSite=None");
    assertThat(Cookie.expired("a").field()).contains("a=; ").contains("Max-Age=0;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;b", "a b", "a,b", "\"a\"", "a\\b", "a\r\nb", "a\u0000", "\u00e9"})
  void aCookieCannotBreakOutOfItsField(String text) {
    assertThatThrownBy(() -> Cookie.of("a", text)).hasMessageContaining("encode");
    assertThatThrownBy(() -> Cookie.of(text, "a")).hasMessageContaining("name");
    if (!text.equals("a,b") && !text.startsWith("\"") && !text.equals("a\\b")) {
      assertThatThrownBy(() -> Cookie.of("a", "b").withPath("/" + text))
          .hasMessageContaining("attribute");
      assertThatThrownBy(() -> Cookie.of("a", "b").withDomain(text))
          .hasMessageContaining("attribute");
    }
  }

  @Test
  void whatBrowsersWouldRefuseIsRefused() {
    var response = Response.of(204);
    assertThatThrownBy(() -> response.withCookie(Cookie.of("__Secure-a", "b")))
        .hasMessageContaining("secured()");
    assertThatThrownBy(() -> response.withCookie(Cookie.of("a", "b").withSameSite(SameSite.NONE)))
        .hasMessageContaining("secured()");
    assertThatThrownBy(
            () -> response.withCookie(Cookie.of("__Host-a", "b").secured().withPath("/c")))
        .hasMessageContaining("path /");
    assertThatThrownBy(() -> Cookie.of("a", "b").withPath("c")).hasMessageContaining("slash");
    assertThatThrownBy(() -> Cookie.of("a", "b").withMaxAge(Duration.ofSeconds(-1)))
        .hasMessageContaining("kept");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a=1, 1",
        "b=2; a=1, 1",
        "b=2;a=1;a=3, 1",
        "a=\"1\", 1",
        "a=1=2, 1=2",
        "a=, ``",
        "aa=1, ",
        "a, ",
        "A=1, ",
        "=1, ",
        ";;  a = 1 ;, 1"
      })
  void theFirstCookieOfANameIsFound(String field, String value) {
    try (var memory = MemoryReactor.open()) {
      var client =
          Client.answered(
              memory,
              request ->
                  Response.text(String.valueOf(request.cookie("a")))
                      .withCookie(Cookie.of("c", "d")));
      assertThat(client.exchange("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + field + "\r\n\r\n"))
          .contains("\r\nSet-Cookie: c=d; Path=/; HttpOnly; SameSite=Lax\r\n")
          .endsWith("\r\n\r\n" + value);
    }
  }
}
