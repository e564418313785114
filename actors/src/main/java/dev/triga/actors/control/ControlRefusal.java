package dev.triga.actors.control;

/// The arbiter does not do what was asked; the message says why in one sentence.
public final class ControlRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// One with its reason.
  public ControlRefusal(String message) {
    super(message);
  }
}
