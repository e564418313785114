package dev.triga.driver;

/// What only the operating system can do, apart from events. Found by [java.util.ServiceLoader];
/// the portable answers stand in where nothing better is there. Any thread.
public interface OperatingSystem {
  /// What the portable answers say about descriptor numbers.
  String NEEDS_NATIVE =
      "descriptor numbers need the native module (put triga-native on the path and pass"
          + " --enable-native-access=dev.triga.nativeio)";

  /// `portable`, `linux`, ….
  String name();

  /// Whether this implementation works here and now, with the reason when not.
  Availability availability();

  /// Gives a signal its default disposition where it is ignored (as `nohup` and background jobs of
  /// scripts leave it), so that the JVM agrees to install a handler. Call it before installing one.
  ///
  /// @param name the signal's name without `SIG`, such as `INT`
  /// @return available when done, else why not
  Availability resetSignal(String name);

  /// Another descriptor number for the same open file or socket, which child processes do not
  /// inherit.
  ///
  /// @throws IllegalArgumentException if the descriptor is not open, or the process has none left
  /// @throws UnsupportedOperationException if this implementation knows no descriptor numbers
  default Descriptor.Raw duplicate(Descriptor.Raw descriptor) {
    throw new UnsupportedOperationException(NEEDS_NATIVE);
  }

  /// Whether it calls the system by itself and so knows descriptor numbers, pipes and signals.
  default boolean isNative() {
    return false;
  }

  /// The two ends of a pipe.
  ///
  /// @param reader what is read from
  /// @param writer what is written to
  record PipeEnds(Descriptor.Raw reader, Descriptor.Raw writer) {}

  /// Makes a pipe, whose ends child processes do not inherit.
  ///
  /// @throws IllegalArgumentException if the process has no descriptors left
  /// @throws UnsupportedOperationException if this implementation knows no descriptor numbers
  default PipeEnds pipe() {
    throw new UnsupportedOperationException(NEEDS_NATIVE);
  }

  /// Sends a signal to a process at once.
  ///
  /// @param pid the process
  /// @param name the signal's name without `SIG`, such as `QUIT`
  /// @return available when it was sent, else why not
  /// @throws UnsupportedOperationException if this implementation cannot send signals by itself
  default Availability signal(long pid, String name) {
    throw new UnsupportedOperationException(NEEDS_NATIVE);
  }

  /// Closes a descriptor of one's own. It is gone whatever happens.
  ///
  /// @throws UnsupportedOperationException if this implementation knows no descriptor numbers
  default void close(Descriptor.Raw descriptor) {
    throw new UnsupportedOperationException(NEEDS_NATIVE);
  }

  /// Becomes another user for good, with that user's groups: all threads of this process, and what
  /// it starts from now on. Files and ports that need more rights are opened before.
  ///
  /// @param user its name or number; empty to stay who we are
  /// @param group the name or number of the main group; empty for that of the user
  /// @return available when done, else why not; then nothing has changed, or only the group has
  default Availability changeUser(String user, String group) {
    return user.isEmpty() && group.isEmpty()
        ? Availability.YES
        : Availability.no("becoming another user needs the native module");
  }

  /// Tells the service manager something about this process, in the way of `sd_notify(3)`.
  ///
  /// @param socket the value of `NOTIFY_SOCKET`
  /// @param state lines such as `READY=1`
  /// @return available when it was sent, else why not
  default Availability notifyServiceManager(String socket, String state) {
    return Availability.no("telling the service manager needs the native module");
  }

  /// The best implementation that works here.
  static OperatingSystem current() {
    return CurrentOperatingSystem.get();
  }
}
