package dev.triga.tidy;

/// Java source reduced to its code: comments and the contents of literals become spaces, so that
/// line numbers stay and a search finds calls only.
final class JavaText {
  private final String source;
  private final StringBuilder code = new StringBuilder();
  private int at;

  private JavaText(String source) {
    this.source = source;
  }

  static String code(String source) {
    JavaText text = new JavaText(source);
    while (text.at < source.length()) {
      text.step();
    }
    return text.code.toString();
  }

  private void step() {
    if (startsWith("//")) {
      blankUntil("\n", false);
    } else if (startsWith("/*")) {
      blankUntil("*/", true);
    } else if (startsWith("\"\"\"")) {
      blankUntil("\"\"\"", true);
    } else if (startsWith("\"")) {
      blankUntil("\"", true);
    } else if (startsWith("'")) {
      blankUntil("'", true);
    } else {
      code.append(source.charAt(at++));
    }
  }

  private boolean startsWith(String opening) {
    return source.startsWith(opening, at);
  }

  private void blankUntil(String closing, boolean inclusive) {
    boolean literal = closing.startsWith("\"") || closing.equals("'");
    int opening = literal ? closing.length() : inclusive ? 2 : 0;
    blank(opening);
    while (at < source.length() && !source.startsWith(closing, at)) {
      blank(literal && source.charAt(at) == '\\' ? 2 : 1);
    }
    blank(inclusive ? closing.length() : 0);
  }

  private void blank(int count) {
    for (int end = Math.min(at + count, source.length()); at < end; at++) {
      code.append(source.charAt(at) == '\n' ? '\n' : ' ');
    }
  }
}
