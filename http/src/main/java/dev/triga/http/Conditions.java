package dev.triga.http;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request demands of the thing that it asks for (RFC 9110, 13), in the order of 13.2.2.
///
/// @param request the request
/// @param tag the thing's entity tag, which is strong
/// @param changed when it was changed, in whole seconds
record Conditions(Request request, String tag, Instant changed) {
  /// The answer: all, a part, or that nothing is sent, and why.
  Response answer(FoundFile file) {
    long size = file.attributes().size();
    if (!isMatched()) {
      return ErrorPage.of(412, "It is not any more what the request takes it for.");
    }
    if (isKnown()) {
      return marked(Response.of(304));
    }
    ByteRange range = wantedRange(size);
    if (range == null) {
      return marked(Response.file(file, new ByteRange(0, size))).with("Accept-Ranges", "bytes");
    }
    if (range.count() == 0) {
      return ErrorPage.of(416, "It has " + size + " bytes.")
          .with("Content-Range", "bytes */" + size);
    }
    long last = range.from() + range.count() - 1;
    return marked(Response.file(file, range).withStatus(206))
        .with("Content-Range", "bytes " + range.from() + "-" + last + "/" + size);
  }

  private Response marked(Response response) {
    return response.with("ETag", tag).with("Last-Modified", ResponseHead.date(changed));
  }

  private boolean isMatched() {
    List<String> tags = request.headers().all("If-Match");
    if (!tags.isEmpty()) {
      return tags.stream().anyMatch(list -> has(list, false));
    }
    Instant since = date(request.header("If-Unmodified-Since"));
    return since == null || !changed.isAfter(since);
  }

  private boolean isKnown() {
    List<String> tags = request.headers().all("If-None-Match");
    if (!tags.isEmpty()) {
      return tags.stream().anyMatch(list -> has(list, true));
    }
    Instant since = date(request.header("If-Modified-Since"));
    return since != null && !changed.isAfter(since);
  }

  private @Nullable ByteRange wantedRange(long size) {
    String range = request.header("Range");
    if (range == null || !request.method().equals("GET")) {
      return null;
    }
    String unchanged = request.header("If-Range");
    if (unchanged != null && !unchanged.equals(tag) && !changed.equals(date(unchanged))) {
      return null;
    }
    return ByteRange.parse(range, size);
  }

  private boolean has(String list, boolean isWeak) {
    for (String one : list.split(",", -1)) {
      String given = one.strip();
      boolean isSame = given.equals(tag) || (isWeak && given.equals("W/" + tag));
      if (isSame || given.equals("*")) {
        return true;
      }
    }
    return false;
  }

  /// One that cannot be read does not count (13.1.3).
  private @Nullable Instant date(@Nullable String text) {
    return text == null ? null : HttpDate.parse(text, request.now());
  }
}
