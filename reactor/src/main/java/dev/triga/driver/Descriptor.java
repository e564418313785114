package dev.triga.driver;

import java.nio.channels.SelectableChannel;

/// A descriptor that belongs to the user and that a reactor can watch for readiness. Two
/// descriptors are equal when they name the same number or the same channel.
public sealed interface Descriptor {
  /// A descriptor of the operating system by its number; for native drivers.
  ///
  /// @param fd the number, at least 0
  record Raw(int fd) implements Descriptor {
    /// Checks the number.
    public Raw {
      if (fd < 0) {
        throw new IllegalArgumentException(
            "descriptor number " + fd + " is negative: give the number of an open descriptor");
      }
    }
  }

  /// A non-blocking channel of `java.nio`; for the NIO driver.
  ///
  /// @param channel the channel, in non-blocking mode
  record Channel(SelectableChannel channel) implements Descriptor {}

  /// The descriptor with this number.
  static Descriptor of(int fd) {
    return new Raw(fd);
  }

  /// The descriptor behind this channel.
  static Descriptor of(SelectableChannel channel) {
    return new Channel(channel);
  }
}
