package dev.triga.driver;

/// The socket options with which a stream begins. Drivers set them where the system lets accepted
/// sockets inherit them from the listener, so that they cost nothing per connection.
///
/// @param noDelay send small writes at once (`TCP_NODELAY`); the reactor gathers the writes of a
///   pass by itself, so this is on by default
/// @param keepAlive let the system probe silent connections (`SO_KEEPALIVE`)
/// @param sendBufferBytes size of the system's send buffer, 0 for the system's choice
/// @param receiveBufferBytes size of the system's receive buffer, 0 for the system's choice
public record StreamOptions(
    boolean noDelay, boolean keepAlive, int sendBufferBytes, int receiveBufferBytes) {
  /// No delay, no keep-alive, the system's buffer sizes.
  public static final StreamOptions DEFAULT = new StreamOptions(true, false, 0, 0);
}
