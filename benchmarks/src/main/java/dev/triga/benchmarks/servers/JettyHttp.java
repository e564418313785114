package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// Jetty's server, with the threads it comes with.
public final class JettyHttp {
  private JettyHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    var server = new Server();
    var configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(16 << 10);
    configuration.setSendServerVersion(false);
    var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setAcceptQueueSize(4096);
    server.addConnector(connector);
    server.setHandler(new Pages());
    server.start();
    ControlLine.serve(connector.getLocalPort());
  }

  /// Answers without blocking, so that Jetty needs no other thread for it.
  private static final class Pages extends Handler.Abstract.NonBlocking {
    private static final byte[] HELLO = HttpPages.hello();
    private static final ByteBuffer PAYLOAD = ByteBuffer.wrap(HttpPages.payload());

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      switch (request.getHttpURI().getPath()) {
        case "/plaintext" -> write(response, "text/plain", ByteBuffer.wrap(HELLO), callback);
        case "/json" ->
            write(
                response,
                "application/json",
                ByteBuffer.wrap(HttpPages.json(new String(HELLO, US_ASCII))),
                callback);
        default -> write(response, HttpPages.BYTES, PAYLOAD.slice(), callback);
      }
      return true;
    }

    private static void write(Response response, String type, ByteBuffer body, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      response.write(true, body, callback);
    }
  }
}
