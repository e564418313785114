package dev.triga.process;

import java.nio.file.Path;

/// Where a standard stream of a child comes from or goes to. A value; any thread.
public sealed interface Redirection {
  /// Through the reactor: input is what [ChildProcess#input()] writes, output goes to the
  /// [ProcessProtocol].
  Redirection PIPE = new Pipe();

  /// The stream of this process.
  Redirection INHERIT = new Inherit();

  /// Input that is at its end; output that nobody sees.
  Redirection DISCARD = new Discard();

  /// To where standard output goes; for standard error only.
  Redirection MERGE = new Merge();

  /// See [Redirection#PIPE].
  record Pipe() implements Redirection {}

  /// See [Redirection#INHERIT].
  record Inherit() implements Redirection {}

  /// See [Redirection#DISCARD].
  record Discard() implements Redirection {}

  /// See [Redirection#MERGE].
  record Merge() implements Redirection {}

  /// A file: to read from, or to write to from its beginning, made where there is none.
  ///
  /// @param path where it is
  record File(Path path) implements Redirection {}

  /// A file to write to behind what it has, made where there is none; for output only.
  ///
  /// @param path where it is
  record Append(Path path) implements Redirection {}

  /// See [File].
  static Redirection file(Path path) {
    return new File(path);
  }

  /// See [Append].
  static Redirection append(Path path) {
    return new Append(path);
  }
}
