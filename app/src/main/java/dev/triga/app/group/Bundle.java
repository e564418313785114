package dev.triga.app.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// What goes from one worker to another at a time: items in order, each of a group. The bytes are
/// the sender's name, then for each item its kind, the group, and the message or a number.
final class Bundle {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int SIZE = 3;
  private static final int MISSED = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /// What a bundle has, in order.
  interface Reader {
    /// A message for the members of a group.
    void message(String group, boolean isText, ByteBuffer message);

    /// How many members of a group the sender has.
    void size(String group, int members);

    /// So many messages of the sender did not get here.
    void missed(String group, long messages);
  }

  /// @param sender the id of the actor that sends it
  Bundle(String sender) {
    write(() -> out.writeUTF(sender));
  }

  private interface Writing {
    void write() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private void begin(int kind, String group) throws IOException {
    out.writeByte(kind);
    out.writeUTF(group);
  }

  void message(String group, boolean isText, byte[] message) {
    write(() -> {
      begin(isText ? TEXT : BINARY, group);
      out.writeInt(message.length);
      out.write(message);
    });
  }

  void size(String group, int members) {
    write(() -> {
      begin(SIZE, group);
      out.writeInt(members);
    });
  }

  void missed(String group, long messages) {
    write(() -> {
      begin(MISSED, group);
      out.writeLong(messages);
    });
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /// Who sent it.
  static String sender(ByteBuffer bundle) {
    return text(bundle);
  }

  /// Reads the items behind the sender.
  ///
  /// @throws IllegalArgumentException if these are no items
  static void read(ByteBuffer bundle, Reader reader) {
    try {
      while (bundle.hasRemaining()) {
        int kind = bundle.get();
        String group = text(bundle);
        switch (kind) {
          case TEXT, BINARY -> {
            int length = bundle.getInt();
            reader.message(group, kind == TEXT, bundle.slice(bundle.position(), length));
            bundle.position(bundle.position() + length);
          }
          case SIZE -> reader.size(group, bundle.getInt());
          case MISSED -> reader.missed(group, bundle.getLong());
          default -> throw new IllegalArgumentException("a bundle has no items of kind " + kind);
        }
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a bundle ends in the middle of an item", e);
    }
  }

  /// Names are ASCII, where what `writeUTF` writes is UTF-8.
  private static String text(ByteBuffer bundle) {
    byte[] text = new byte[Short.toUnsignedInt(bundle.getShort())];
    bundle.get(text);
    return new String(text, UTF_8);
  }
}
