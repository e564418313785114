package dev.triga.transport;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The open connections of one reactor: a doubly linked list, so that adding and removing cost
/// nothing to speak of. On the turn, except for the number.
final class Connections {
  private final Link ends = new Link(null);
  private volatile int size;
  private int awaited;
  private @Nullable Runnable theseHaveEnded;

  /// No connections.
  Connections() {
    ends.next = ends;
    ends.previous = ends;
  }

  Link add(StreamTransport transport) {
    var link = new Link(transport);
    link.previous = ends.previous;
    link.next = ends;
    ends.previous.next = link;
    ends.previous = link;
    setSize(size + 1);
    return link;
  }

  /// Runs `action` once the connections have ended that there are now, at once if there are none.
  /// It does not wait for those that are opened meanwhile. Once.
  void whenTheseHaveEnded(Runnable action) {
    if (size == 0) {
      action.run();
      return;
    }
    for (var link = ends.next; link != ends; link = link.next) {
      link.isAwaited = true;
    }
    awaited = size;
    theseHaveEnded = action;
  }

  private void oneHasEnded() {
    awaited--;
    var action = theseHaveEnded;
    if (awaited == 0 && action != null) {
      theseHaveEnded = null;
      action.run();
    }
  }

  private void setSize(int now) {
    size = now;
  }

  /// How many there are. Any thread.
  int size() {
    return size;
  }

  void forEach(Consumer<StreamTransport> action) {
    for (var link = ends.next; link != ends; ) {
      var following = link.next;
      if (link.transport != null) {
        action.accept(link.transport);
      }
      link = following;
    }
  }

  /// A connection's place in the list.
  final class Link {
    private final @Nullable StreamTransport transport;
    private Link next = this;
    private Link previous = this;
    private boolean isAwaited;

    private Link(@Nullable StreamTransport transport) {
      this.transport = transport;
    }

    /// Takes the connection out. Idempotent.
    void remove() {
      if (next != this) {
        previous.next = next;
        next.previous = previous;
        next = this;
        previous = this;
        setSize(size - 1);
        if (isAwaited) {
          oneHasEnded();
        }
      }
    }
  }
}
