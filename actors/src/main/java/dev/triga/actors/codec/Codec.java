package dev.triga.actors.codec;

import java.nio.ByteBuffer;
import java.util.ServiceLoader;

/// Turns a user's objects into bytes for another process, and back. The other process runs the same
/// classes. Found by [ServiceLoader]; without one, or with the name `cbor`, it is CBOR by Jackson.
///
/// **Threads.** All methods are for any thread.
///
/// **Promise.** What cannot come back as it went is refused by [#encode], with a message that says
/// which part: a message must never arrive changed.
public interface Codec {
  /// A short name for logs, such as `cbor`.
  String name();

  /// The bytes of a value.
  ///
  /// @throws CodecException if it cannot be encoded
  byte[] encode(Object value);

  /// The value whose bytes lie between position and limit.
  ///
  /// @param type the class that the value had
  /// @throws CodecException if the bytes are none of such a value
  <T> T decode(ByteBuffer data, Class<T> type);

  /// The codec of this process: the first service, or else CBOR. It is looked up anew at each call.
  static Codec current() {
    for (var service : ServiceLoader.load(Codec.class, ClassLoader.getSystemClassLoader())) {
      return service;
    }
    return new CborCodec();
  }
}
