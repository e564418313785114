package dev.triga.http;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A cookie to be set by [Response#withCookie]. A value: each `with` makes a new one. Without more
/// it is for the whole host and until the browser ends, not shown to scripts (`HttpOnly`) and not
/// sent along with what other sites post (`SameSite=Lax`).
///
/// ```java
/// response.withCookie(Cookie.of("session", id).secured().withMaxAge(Duration.ofHours(8)));
/// ```
///
/// Which characters are allowed is RFC 6265's, 4.1.1: what may have others has to be encoded, with
/// Base64 for example.
public final class Cookie {
  /// When the browser sends it along with requests that another site caused.
  public enum SameSite {
    /// Never.
    STRICT("Strict"),
    /// When the user follows a link.
    LAX("Lax"),
    /// Always; then it has to be [Cookie#secured()].
    NONE("None");

    private final String word;

    SameSite(String word) {
      this.word = word;
    }
  }

  private final String name;
  private final String value;
  private final String path;
  private final @Nullable String domain;
  private final @Nullable Duration maxAge;
  private final boolean isSecure;
  private final boolean isForScripts;
  private final SameSite sameSite;

  private Cookie(
      String name,
      String value,
      String path,
      @Nullable String domain,
      @Nullable Duration maxAge,
      boolean isSecure,
      boolean isForScripts,
      SameSite sameSite) {
    this.name = name;
    this.value = value;
    this.path = path;
    this.domain = domain;
    this.maxAge = maxAge;
    this.isSecure = isSecure;
    this.isForScripts = isForScripts;
    this.sameSite = sameSite;
  }

  /// A cookie.
  ///
  /// @throws IllegalArgumentException if name or value have characters that none may have
  public static Cookie of(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(FieldText::isTokenChar)) {
      throw new IllegalArgumentException(
          "the name of a cookie has letters, digits and !#$%&'*+-.^_`|~, unlike "
              + FieldText.shown(name));
    }
    if (!value.chars().allMatch(Cookie::isValueChar)) {
      throw new IllegalArgumentException(
          "the value of the cookie "
              + name
              + " has a blank, a quote, a comma, a semicolon, a backslash or what is not ASCII:"
              + " encode it");
    }
    return new Cookie(name, value, "/", null, null, false, false, SameSite.LAX);
  }

  private static boolean isValueChar(int c) {
    return c > ' ' && c < 127 && "\",;\\".indexOf(c) < 0;
  }

  /// One that makes the browser forget the cookie of that name (and path and domain, if it has
  /// any).
  ///
  /// @throws IllegalArgumentException if the name has characters that none may have
  public static Cookie expired(String name) {
    return of(name, "").withMaxAge(Duration.ZERO);
  }

  /// Only for paths that begin like this.
  ///
  /// @throws IllegalArgumentException if it does not begin with a slash, or has a semicolon or what
  ///   is not visible ASCII
  public Cookie withPath(String prefix) {
    if (!prefix.startsWith("/")) {
      throw new IllegalArgumentException("the path of a cookie begins with a slash, not " + prefix);
    }
    return new Cookie(
        name, value, attribute(prefix), domain, maxAge, isSecure, isForScripts, sameSite);
  }

  /// Also for the hosts below this one, which has to be the server's own or above it.
  ///
  /// @throws IllegalArgumentException if it has a semicolon or what is not visible ASCII
  public Cookie withDomain(String host) {
    return new Cookie(name, value, path, attribute(host), maxAge, isSecure, isForScripts, sameSite);
  }

  /// To be kept for so long, in whole seconds, also when the browser ends.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Cookie withMaxAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("a cookie cannot be kept for " + age);
    }
    return new Cookie(name, value, path, domain, age, isSecure, isForScripts, sameSite);
  }

  /// Only to be sent over TLS.
  public Cookie secured() {
    return new Cookie(name, value, path, domain, maxAge, true, isForScripts, sameSite);
  }

  /// To be seen by the scripts of the page.
  public Cookie forScripts() {
    return new Cookie(name, value, path, domain, maxAge, isSecure, true, sameSite);
  }

  /// With another rule for what other sites cause.
  public Cookie withSameSite(SameSite rule) {
    return new Cookie(
        name,
        value,
        path,
        domain,
        maxAge,
        isSecure,
        isForScripts,
        Objects.requireNonNull(rule, "rule"));
  }

  private static String attribute(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127 && c != ';')) {
      throw new IllegalArgumentException(
          "an attribute of a cookie has visible ASCII without semicolons, unlike "
              + FieldText.shown(text));
    }
    return text;
  }

  /// As `Set-Cookie` has it.
  ///
  /// @throws IllegalArgumentException if browsers would refuse it
  String field() {
    boolean isOfHost = name.startsWith("__Host-");
    if (!isSecure && (isOfHost || name.startsWith("__Secure-") || sameSite == SameSite.NONE)) {
      throw new IllegalArgumentException(
          "the cookie " + name + " has to be secured(): browsers refuse it otherwise");
    }
    if (isOfHost && (domain != null || !path.equals("/"))) {
      throw new IllegalArgumentException(
          "the cookie " + name + " has to be without a domain, and for the path /");
    }
    return toString();
  }

  @Override
  public String toString() {
    var text = new StringBuilder(name).append('=').append(value).append("; Path=").append(path);
    if (domain != null) {
      text.append("; Domain=").append(domain);
    }
    if (maxAge != null) {
      text.append("; Max-Age=").append(maxAge.toSeconds());
    }
    if (isSecure) {
      text.append("; Secure");
    }
    if (!isForScripts) {
      text.append("; HttpOnly");
    }
    return text.append("; SameSite=").append(sameSite.word).toString();
  }

  /// The first cookie of a name in the fields `Cookie` of a request, without quotes around it.
  static @Nullable String find(Headers headers, String name) {
    for (String line : headers.all("Cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          String value = pair.substring(equals + 1).strip();
          boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
          return isQuoted ? value.substring(1, value.length() - 1) : value;
        }
      }
    }
    return null;
  }
}
