package dev.triga.app.settings;

/// The text of a TOML file, and how far it has been read.
final class TomlText {
  /// What stands behind the last character.
  static final int END = -1;

  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  TomlText(String file, String text) {
    this.file = file;
    this.text = text;
  }

  String file() {
    return file;
  }

  int line() {
    return line;
  }

  /// The next character, which stays.
  int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /// Whether this comes next.
  boolean isNext(String wanted) {
    return text.startsWith(wanted, at);
  }

  /// Takes the next character.
  int take() {
    int next = peek();
    if (next != END) {
      at++;
      if (next == '\n') {
        line++;
      }
    }
    return next;
  }

  /// Takes this if it comes next.
  boolean takeIf(String wanted) {
    if (!isNext(wanted)) {
      return false;
    }
    for (int i = 0; i < wanted.length(); i++) {
      take();
    }
    return true;
  }

  /// Passes over spaces and tabs.
  void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      take();
    }
  }

  /// Passes over everything up to what means something: blanks, ends of lines, comments.
  void skipToContent() {
    while (true) {
      skipBlanks();
      if (peek() == '#') {
        skipComment();
      } else if (peek() == '\n' || isNext("\r\n")) {
        take();
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    while (peek() != END && peek() != '\n') {
      int next = take();
      if (next < ' ' && next != '\t' && next != '\r') {
        throw wrong("a comment has a control character");
      }
    }
  }

  /// Nothing more may stand on this line but a comment.
  void endLine() {
    skipBlanks();
    if (peek() == '#') {
      skipComment();
    }
    if (peek() != END && !takeIf("\r\n") && !takeIf("\n")) {
      throw wrong("there is " + next() + " where the line should end");
    }
  }

  /// The next character as a message shows it.
  String next() {
    return peek() == END
        ? "the end of the file"
        : "'" + SettingTypes.oneLine(Character.toString(peek())) + "'";
  }

  /// A mistake on the present line.
  SettingException wrong(String what) {
    return new SettingException(file + ":" + line + ": " + what);
  }
}
