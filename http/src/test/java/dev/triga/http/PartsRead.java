package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/// What the parser of multipart bodies makes of bytes with the boundary `xy`, as text: the head of
/// each part, `>`, its content, `|`.
final class PartsRead {
  private final MultipartParser parser;
  private final StringBuilder found = new StringBuilder();
  private boolean isInside;

  PartsRead(int headBytesMax) {
    parser = new MultipartParser("xy", headBytesMax);
  }

  /// Reads all that there is with these bytes.
  void add(ByteBuffer piece) {
    parser.add(piece);
    while (isInside ? readContent() : readHead()) {
      // More may be there.
    }
  }

  private boolean readHead() {
    var head = parser.head();
    if (head == null) {
      return false;
    }
    isInside = true;
    found.append(head).append('>');
    FieldValue.parse(head.toString());
    return true;
  }

  private boolean readContent() {
    var content = parser.content();
    if (content != null) {
      found.append(ISO_8859_1.decode(content));
      return true;
    }
    if (parser.isContentOver()) {
      found.append('|');
      isInside = false;
      return true;
    }
    return false;
  }

  boolean isOver() {
    return parser.isOver();
  }

  String all() {
    return found.toString();
  }

  /// The parts that are whole: how much there is of another one depends on the pieces.
  String whole() {
    return found.substring(0, found.lastIndexOf("|") + 1);
  }
}
