package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Netty's HTTP codec on one event loop, as its users and TechEmpower's entry have it: headers are
/// checked, the `Date` is made once a second, answers are flushed when the batch of reads is
/// complete. Argument: the transport, see [NettyServer].
public final class NettyHttp {
  private static final int HEAD_BYTES_MAX = 16 << 10;
  private static final AsciiString PLAIN = AsciiString.cached("text/plain");
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final AsciiString OCTETS = AsciiString.cached(HttpPages.BYTES);

  private NettyHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    NettyServer.serve(args[0], Connection::new);
  }

  /// Puts codec and application into a connection's pipeline.
  private static final class Connection extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec(4096, HEAD_BYTES_MAX, 8192))
          .addLast(new Application());
    }
  }

  /// Answers requests without a body.
  private static final class Application extends ChannelInboundHandlerAdapter {
    private static final byte[] HELLO = HttpPages.hello();
    private static final ByteBuf PAYLOAD = Unpooled.directBuffer().writeBytes(HttpPages.payload());

    // One event loop serves all connections.
    private static long dateSecond;
    private static AsciiString date = AsciiString.EMPTY_STRING;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof HttpRequest request) {
          answer(context, request);
        } else if (!(message instanceof LastHttpContent)) {
          var _ = context.close();
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private static void answer(ChannelHandlerContext context, HttpRequest request) {
      switch (request.uri()) {
        case "/plaintext" -> write(context, request, PLAIN, Unpooled.wrappedBuffer(HELLO));
        case "/json" ->
            write(
                context,
                request,
                JSON,
                Unpooled.wrappedBuffer(HttpPages.json(new String(HELLO, US_ASCII))));
        default -> write(context, request, OCTETS, PAYLOAD.retainedDuplicate());
      }
    }

    private static void write(
        ChannelHandlerContext context, HttpRequest request, AsciiString type, ByteBuf body) {
      var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, type)
          .set(HttpHeaderNames.DATE, date())
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      if (HttpUtil.isKeepAlive(request)) {
        var _ = context.write(response, context.voidPromise());
      } else {
        var _ = context.write(response).addListener(ChannelFutureListener.CLOSE);
      }
    }

    private static AsciiString date() {
      long second = System.currentTimeMillis() / 1000;
      if (second != dateSecond) {
        dateSecond = second;
        date =
            new AsciiString(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
      }
      return date;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
