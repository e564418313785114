package dev.triga.tidy;

/// A type or method that a source file declares.
///
/// @param file where it stands
/// @param line where it begins
/// @param packageName the package, as written
/// @param type the simple name of the type, nested ones behind their outer type and a dot
/// @param method the name of the method; empty when the type itself is meant
/// @param isPublic whether it and all that encloses it are public
/// @param documented whether it has a comment for Javadoc, or inherits one
record Declaration(
    SourceFile file,
    int line,
    String packageName,
    String type,
    String method,
    boolean isPublic,
    boolean documented) {

  boolean isType() {
    return method.isEmpty();
  }

  boolean isTopLevel() {
    return isType() && type.indexOf('.') < 0;
  }

  /// The type's own name, without what encloses it.
  String simpleName() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  Finding finding(String advice) {
    return file.finding(line, advice);
  }

  @Override
  public String toString() {
    return isType() ? type : type + "." + method;
  }
}
