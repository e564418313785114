package dev.triga.process;

import java.io.File;

/// The file that has nothing in it.
final class Nowhere {
  static final File FILE = new File("/dev/null");

  private Nowhere() {}
}
