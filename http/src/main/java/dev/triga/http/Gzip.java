package dev.triga.http;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ThreadKind;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses what is worth it for those who can read it (RFC 9110, 12.5.3). On the turn of one
/// reactor.
final class Gzip {
  /// Bodies below are not worth it: they fit into a packet as they are.
  static final int BYTES_MIN = 1024;

  /// Bodies above are compressed on a thread: what the turn compresses takes it a millisecond.
  static final int ON_TURN_BYTES_MAX = 64 << 10;

  /// The usual trade of time for size; the higher levels take twice as long for a hundredth.
  static final int LEVEL = 5;

  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/javascript",
          "application/xml",
          "application/wasm",
          "application/x-ndjson",
          "image/svg+xml");
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private @Nullable Deflater deflater;

  /// The response as it is sent to whoever sent that head: itself, or compressed.
  Response encode(Response response, RequestHead head, Reactor reactor) {
    if (!isWorthIt(response)) {
      return response;
    }
    var varying = response.with("Vary", "Accept-Encoding");
    if (head.isHttp10() || !isAccepted(head.headers())) {
      return varying.uncompressed();
    }
    return switch (response.content()) {
      case Response.Content.Bytes(var bytes) when bytes.length > ON_TURN_BYTES_MAX ->
          Response.later(
              reactor.deferToThread(
                  ThreadKind.PLATFORM,
                  () -> {
                    var own = new Deflater(LEVEL, true);
                    try {
                      return replaced(varying, compress(own, bytes), bytes.length);
                    } finally {
                      own.end();
                    }
                  }));
      case Response.Content.Bytes(var bytes) ->
          replaced(varying, compress(deflater(), bytes), bytes.length);
      case Response.Content.Pieces(var writer, var endsWithClient) ->
          varying.encoded("gzip", new Response.Content.Pieces(compressing(writer), endsWithClient));
      default -> response;
    };
  }

  private static BodyWriter compressing(BodyWriter writer) {
    return out -> {
      try (var compressed = new GzipOutput(out)) {
        writer.writeTo(compressed);
        compressed.finish();
      }
    };
  }

  private static Response replaced(Response varying, byte[] compressed, int before) {
    return compressed.length < before
        ? varying.encoded("gzip", new Response.Content.Bytes(compressed))
        : varying.uncompressed();
  }

  private static boolean isWorthIt(Response response) {
    boolean isLarge =
        switch (response.content()) {
          case Response.Content.Bytes(var bytes) -> bytes.length >= BYTES_MIN;
          case Response.Content.Pieces pieces -> true;
          default -> false;
        };
    return isLarge
        && response.mayHaveBody()
        && response.status() != 206
        && !response.isUncompressed()
        && isText(response.type())
        && response.field("Content-Encoding") == null
        && !hasNoTransform(response.field("Cache-Control"));
  }

  private static boolean hasNoTransform(@Nullable String cacheControl) {
    return cacheControl != null && cacheControl.contains("no-transform");
  }

  private static boolean isText(@Nullable String type) {
    if (type == null) {
      return false;
    }
    int semicolon = type.indexOf(';');
    String bare = semicolon < 0 ? type : type.substring(0, semicolon);
    String media = bare.strip().toLowerCase(Locale.ROOT);
    // Events are small, and a compressor for each reader is not.
    return (media.startsWith("text/") && !media.equals("text/event-stream"))
        || media.endsWith("+json")
        || media.endsWith("+xml")
        || TYPES.contains(media);
  }

  /// Whether gzip is acceptable, by name or as anything, and not with a weight of zero.
  static boolean isAccepted(Headers headers) {
    boolean isAnything = false;
    for (String line : headers.all("Accept-Encoding")) {
      for (String one : line.split(",", -1)) {
        int semicolon = one.indexOf(';');
        String coding = (semicolon < 0 ? one : one.substring(0, semicolon)).strip();
        boolean isWanted = semicolon < 0 || !isZero(one.substring(semicolon + 1));
        if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
          return isWanted;
        }
        isAnything |= coding.equals("*") && isWanted;
      }
    }
    return isAnything;
  }

  private static boolean isZero(String weight) {
    String bare = weight.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
    return bare.startsWith("q=0") && bare.substring(3).chars().allMatch(c -> c == '.' || c == '0');
  }

  private Deflater deflater() {
    var kept = deflater;
    if (kept == null) {
      // Its memory is given back when the reactor is garbage, by its cleaner.
      kept = new Deflater(LEVEL, true);
      deflater = kept;
    }
    kept.reset();
    return kept;
  }

  private static byte[] compress(Deflater deflater, byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 3 + 64);
    out.writeBytes(header());
    deflater.setInput(bytes);
    deflater.finish();
    byte[] some = new byte[8192];
    while (!deflater.finished()) {
      out.write(some, 0, deflater.deflate(some));
    }
    var sum = new CRC32();
    sum.update(bytes);
    out.writeBytes(trailer(sum.getValue(), bytes.length));
    return out.toByteArray();
  }

  /// What a gzip stream begins with (RFC 1952, 2.3): no name, no time, an unknown system.
  static byte[] header() {
    return HEADER.clone();
  }

  /// What it ends with: checksum and length, least significant byte first.
  static byte[] trailer(long sum, long length) {
    byte[] trailer = new byte[8];
    for (int i = 0; i < 4; i++) {
      trailer[i] = (byte) (sum >>> (8 * i));
      trailer[4 + i] = (byte) (length >>> (8 * i));
    }
    return trailer;
  }
}
