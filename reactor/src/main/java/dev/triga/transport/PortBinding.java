package dev.triga.transport;

import dev.triga.driver.ListenerHandle;
import dev.triga.net.Endpoint;

/// What differs between the kinds of endpoints on which a [StreamPort] listens. On the turn.
interface PortBinding {
  /// What to call the endpoint until it is bound.
  Endpoint asked();

  /// Binds and listens; binding again after [#released()] takes the same address.
  ///
  /// @throws dev.triga.net.BindFailure if that cannot be done
  ListenerHandle bind();

  /// The endpoint that `bound` listens on, in a form that parses back.
  Endpoint endpointOf(ListenerHandle bound);

  /// The listener was closed: undo what [#bind()] did beyond it.
  default void released() {}

  /// What was made beside the listener is not removed with it.
  default void leaveFile() {}
}
