package dev.triga.http;

import dev.triga.reactor.Halt;

/// What must reach the loop, whoever calls: a request to halt, or an error of the virtual machine
/// that leaves nothing to rely on. The reactor draws the same line.
final class Fatal {
  private Fatal() {}

  /// Throws it on if it is one of these.
  static void raise(Throwable thrown) {
    if (thrown instanceof Halt halt) {
      throw halt;
    }
    if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
      throw error;
    }
  }
}
