package dev.triga.reactor;

/// Something that was registered and can be taken back. Idempotent.
@FunctionalInterface
public interface Registration {
  /// Takes it back.
  ///
  /// @return whether this call did it: false when it has been taken back or used up before
  boolean cancel();
}
