package dev.triga.http;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.async.Deferred;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses a body piece by piece. Each piece goes out at once, as it would uncompressed.
final class GzipOutput implements BodyOutput, AutoCloseable {
  private final BodyOutput out;
  private final Deflater deflater = new Deflater(Gzip.LEVEL, true);
  private final CRC32 sum = new CRC32();
  private long length;
  private boolean hasBegun;
  private boolean isOver;

  GzipOutput(BodyOutput out) {
    this.out = out;
  }

  @Override
  public Deferred<@Nullable Void> write(String text) {
    return write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Override
  public Deferred<@Nullable Void> write(ByteBuffer data) {
    if (isOver || !data.hasRemaining()) {
      // What comes after the end is cancelled there.
      return out.write(data);
    }
    length += data.remaining();
    sum.update(data.duplicate());
    deflater.setInput(data);
    var compressed = begun();
    deflate(compressed, Deflater.SYNC_FLUSH);
    return out.write(ByteBuffer.wrap(compressed.toByteArray()));
  }

  /// The body is whole.
  void finish() {
    deflater.finish();
    var compressed = begun();
    deflate(compressed, Deflater.NO_FLUSH);
    compressed.writeBytes(Gzip.trailer(sum.getValue(), length));
    await(out.write(ByteBuffer.wrap(compressed.toByteArray())));
  }

  private ByteArrayOutputStream begun() {
    var compressed = new ByteArrayOutputStream(1024);
    if (!hasBegun) {
      hasBegun = true;
      compressed.writeBytes(Gzip.header());
    }
    return compressed;
  }

  private void deflate(ByteArrayOutputStream compressed, int flush) {
    byte[] some = new byte[8192];
    for (int count = deflater.deflate(some, 0, some.length, flush);
        count > 0;
        count = deflater.deflate(some, 0, some.length, flush)) {
      compressed.write(some, 0, count);
    }
  }

  @Override
  public void close() {
    isOver = true;
    deflater.end();
  }
}
