package dev.triga.app;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.http.HttpApplication;
import dev.triga.http.HttpFailure;
import dev.triga.http.Request;
import dev.triga.http.Response;
import dev.triga.http.Router;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/// What `triga http` serves by itself: something small, large, slow, in pieces, and back.
final class BuiltInApplication implements HttpApplication {
  private static final int PAYLOAD_BYTES_MAX = 64 << 20;
  private static final int CHUNK_BYTES_MAX = 1 << 20;
  private static final int CHUNKS_MAX = 1_000_000;
  private static final int DELAY_SECONDS_MAX = 3600;

  /// What `/json` answers.
  record Message(String message) {}

  @Override
  public void routes(Router router) {
    Response plain = Response.bytes("text/plain", "Hello, World!".getBytes(US_ASCII));
    router
        .get("/", request -> Response.text("Hello from Triga.\n"))
        .get("/plaintext", request -> plain)
        .get("/json", request -> Response.json(new Message("Hello, World!")))
        .get("/health", request -> Response.text("ok\n"))
        .get("/payload/{bytes:int}", BuiltInApplication::payload)
        .get("/stream/{chunk:int}/{count:int}", BuiltInApplication::stream)
        .get("/delay/{seconds}", BuiltInApplication::delay)
        .post("/echo", BuiltInApplication::echo)
        .websocket("/ws/echo", WebSocketEcho::new);
  }

  private static int within(Request request, String name, int max) {
    int value = request.intParam(name);
    if (value < 0 || value > max) {
      throw new HttpFailure(400, name + " is " + value + ": it has to be within 0.." + max);
    }
    return value;
  }

  private static byte[] filled(int bytes) {
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  private static Response payload(Request request) {
    return Response.bytes(
        "application/octet-stream", filled(within(request, "bytes", PAYLOAD_BYTES_MAX)));
  }

  private static Response stream(Request request) {
    byte[] chunk = filled(within(request, "chunk", CHUNK_BYTES_MAX));
    int count = within(request, "count", CHUNKS_MAX);
    return Response.pieces(
        "application/octet-stream",
        out -> {
          for (int i = 0; i < count; i++) {
            await(out.write(ByteBuffer.wrap(chunk)));
          }
        });
  }

  private static Response delay(Request request) {
    double seconds;
    try {
      seconds = Double.parseDouble(request.param("seconds"));
    } catch (NumberFormatException e) {
      throw new HttpFailure(400, request.param("seconds") + " is no number of seconds");
    }
    if (!(seconds >= 0 && seconds <= DELAY_SECONDS_MAX)) {
      throw new HttpFailure(400, "the delay has to be within 0.." + DELAY_SECONDS_MAX + " seconds");
    }
    var delay = Duration.ofNanos((long) (seconds * 1e9));
    return Response.later(
        request.reactor().deferLater(delay, () -> Response.text("waited " + delay + "\n")));
  }

  private static Response echo(Request request) {
    String type = request.header("Content-Type");
    return Response.later(
        request
            .body()
            .thenApply(
                bytes -> Response.bytes(type == null ? "application/octet-stream" : type, bytes)));
  }
}
