package dev.triga.actors.codec;

import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.dataformat.cbor.CBORMapper;

/// CBOR by Jackson 3. It is strict, so that no part of a message is lost without a word: a class
/// without visible properties and a property that is not known are refused. No class name in the
/// bytes is ever followed.
public final class CborCodec implements Codec {
  /// Made when the first value needs it: its hundreds of classes take 100 ms of a worker's start.
  private static final class Mapper {
    static final CBORMapper OURS =
        CBORMapper.builder()
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Mapper() {}
  }

  /// A codec with the default settings.
  public CborCodec() {}

  @Override
  public String name() {
    return "cbor";
  }

  @Override
  public byte[] encode(Object value) {
    try {
      return Mapper.OURS.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new CodecException(
          "a " + value.getClass().getTypeName() + " cannot be sent: " + reason(e), e);
    }
  }

  @Override
  public <T> T decode(ByteBuffer data, Class<T> type) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    try {
      return Mapper.OURS.readValue(bytes, type);
    } catch (JacksonException e) {
      throw new CodecException(
          "these are no bytes of a " + type.getTypeName() + ": " + reason(e), e);
    }
  }

  private static String reason(JacksonException e) {
    String path = e.getPathReference();
    return e.getOriginalMessage() + (path.isEmpty() ? "" : " (at " + path + ")");
  }
}
