package dev.triga.http;

/// What a client sees of a failure.
final class ErrorPage {
  private ErrorPage() {}

  /// The page that a failure asks for.
  static Response of(HttpFailure failure) {
    String detail = failure.getMessage();
    return of(failure.status(), detail == null ? "" : detail);
  }

  static Response of(int status, String detail) {
    String title = status + " " + Reasons.of(status);
    return Response.html(
            "<!doctype html>\n<html lang=\"en\"><title>"
                + title
                + "</title><h1>"
                + title
                + "</h1><p>"
                + Html.escape(detail)
                + "</p></html>\n")
        .withStatus(status);
  }
}
