package dev.triga.app.settings;

/// A setting has a value that it cannot have, or there is no such setting. The message is one line
/// that says where the value stands, the value, and what is allowed.
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// A mistake.
  public SettingException(String message) {
    super(message);
  }
}
