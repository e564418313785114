package dev.triga.net;

import java.net.SocketAddress;

/// The address of a Unix-domain socket in Linux's abstract name space, which the JDK has no type
/// for. A value.
public final class UnixAbstractAddress extends SocketAddress {
  private static final long serialVersionUID = 1L;

  private final String name;

  private UnixAbstractAddress(String name) {
    this.name = name;
  }

  /// The address with this name.
  ///
  /// @param name without `@`, 1 to 107 bytes in UTF-8; any characters, since others choose theirs
  /// @throws IllegalArgumentException if the name is empty or too long
  public static UnixAbstractAddress of(String name) {
    UnixText.checkNameLength(name);
    return new UnixAbstractAddress(name);
  }

  /// The name, without `@`.
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnixAbstractAddress that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "@" + name;
  }
}
