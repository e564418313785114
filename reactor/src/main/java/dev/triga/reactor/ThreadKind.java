package dev.triga.reactor;

/// Which threads do the work that a reactor hands out.
public enum ThreadKind {
  /// A new virtual thread for each call: for work that mostly waits, such as blocking clients of
  /// other systems.
  VIRTUAL,
  /// A few platform threads: for computing, and for work on files, during which a virtual thread
  /// keeps its carrier and so holds up others.
  PLATFORM
}
