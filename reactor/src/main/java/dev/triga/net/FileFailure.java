package dev.triga.net;

/// A file could not be sent, or not as a whole; [#reason()] tells why.
public final class FileFailure extends NetFailure {
  private static final long serialVersionUID = 1L;

  private final long sentBytes;

  /// For a file.
  ///
  /// @param region what was to be sent
  /// @param sentBytes how many bytes of it have gone
  public FileFailure(FileRegion region, long sentBytes, CloseReason reason) {
    super(
        "sending "
            + region
            + (sentBytes == 0 ? " failed: " : " stopped after " + sentBytes + " bytes: ")
            + reason.detail(),
        reason);
    this.sentBytes = sentBytes;
  }

  /// How many bytes of it have gone; the peer may have got fewer.
  public long sentBytes() {
    return sentBytes;
  }
}
