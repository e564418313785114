package dev.triga.net;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// A regular file that a transport has opened: see [Transport#openFile]. What is known of it is
/// known of this very file, whatever stands under its path since: for protocols that announce a
/// file before they send it.
///
/// It is closed by [#close], or by the transport once it was given to [Transport#sendFile], also
/// where that fails; so it is sent once. On the turn.
public interface OpenFile extends AutoCloseable {
  /// Where it was when it was opened.
  Path path();

  /// What it was like when it was opened.
  BasicFileAttributes attributes();

  /// Closes it beside the turn, unless it was closed, or given to [Transport#sendFile].
  @Override
  void close();
}
