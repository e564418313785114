package dev.triga.http;

/// What is known when the head of a request has been read.
///
/// @param method the method
/// @param target the target, taken apart
/// @param isHttp10 whether the client speaks HTTP/1.0
/// @param headers the fields
/// @param isPersistent whether the client wants the connection kept
/// @param expectsContinue whether the client waits for `100 Continue` before it sends the body
record RequestHead(
    String method,
    Target target,
    boolean isHttp10,
    Headers headers,
    boolean isPersistent,
    boolean expectsContinue) {
  /// Judges a head as a whole.
  ///
  /// @throws HttpFailure if its parts do not go together
  static RequestHead of(String method, String target, boolean isHttp10, Headers headers) {
    if (isHttp10 && headers.first("Transfer-Encoding") != null) {
      throw new HttpFailure(400, "HTTP/1.0 has no Transfer-Encoding.");
    }
    for (String coding : headers.all("Transfer-Encoding")) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new HttpFailure(501, "The only transfer coding that is understood is chunked.");
      }
    }
    var expect = headers.first("Expect");
    boolean isContinue = "100-continue".equalsIgnoreCase(expect);
    if (expect != null && !isContinue) {
      throw new HttpFailure(417, "The only expectation that can be met is 100-continue.");
    }
    boolean isPersistent =
        isHttp10
            ? headers.hasWord("Connection", "keep-alive") && !headers.hasWord("Connection", "close")
            : !headers.hasWord("Connection", "close");
    return new RequestHead(
        method,
        Target.parse(method, target),
        isHttp10,
        headers,
        isPersistent,
        isContinue && !isHttp10);
  }
}
