package dev.triga.reactor;

import dev.triga.driver.Descriptor;
import java.util.Set;

/// Readiness of descriptors that the user owns and does the reading and writing on: the lowest
/// level of input and output a reactor offers. Native drivers take descriptor numbers, NIO takes
/// channels.
///
/// Level-triggered: an action is called in every pass in which its condition holds. An action that
/// throws is reported and its registration ended. Registering again replaces the action. The
/// reactor never closes the descriptors. On the turn only.
public interface Descriptors {
  /// Calls `action` whenever reading from `descriptor` would not block.
  ///
  /// @throws IllegalArgumentException if this reactor's driver cannot watch such a descriptor, with
  ///   the reason, or if it is not open
  void addReader(Descriptor descriptor, Runnable action);

  /// Calls `action` whenever writing to `descriptor` would not block.
  ///
  /// @throws IllegalArgumentException as for [#addReader]
  void addWriter(Descriptor descriptor, Runnable action);

  /// Ends what [#addReader] began. Events already collected are not delivered any more.
  ///
  /// @return whether there was a reader
  boolean removeReader(Descriptor descriptor);

  /// Ends what [#addWriter] began.
  ///
  /// @return whether there was a writer
  boolean removeWriter(Descriptor descriptor);

  /// Ends all registrations and returns their descriptors.
  Set<Descriptor> removeAll();

  /// The descriptors with a reader.
  Set<Descriptor> readers();

  /// The descriptors with a writer.
  Set<Descriptor> writers();
}
