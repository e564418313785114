package dev.triga.transport;

import javax.net.ssl.SSLException;

/// The peer speaks something, but not TLS.
final class NotTlsException extends SSLException {
  private static final long serialVersionUID = 1L;

  NotTlsException(int firstByte) {
    super(
        String.format(
            "what the peer sends is not TLS: it begins with the byte 0x%02x where a record has its"
                + " type",
            firstByte));
  }
}
