package dev.triga.nativeio.uring;

/// How much of everything a ring has; all of them powers of two.
///
/// @param requests requests that can be prepared before the kernel has to be called
/// @param completions completions that can wait to be read; the kernel keeps more, at a price
/// @param buffers buffers into which the kernel receives, at most 32 768
/// @param bufferBytes the size of each, the most that one receive brings
record RingSize(int requests, int completions, int buffers, int bufferBytes) {
  /// What reactors use; decision 0012 says why.
  static final RingSize DEFAULT = new RingSize(256, 4096, 256, 16 * 1024);
}
