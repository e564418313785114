package dev.triga.stream;

/// What ends of streams are called in messages.
final class Names {
  private Names() {}

  /// The class of an object, with the one around it where it is nested.
  static String of(Object end) {
    var name = end.getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
