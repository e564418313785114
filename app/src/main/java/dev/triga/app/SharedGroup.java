package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.actors.Actor;
import dev.triga.app.group.GroupPost;
import dev.triga.app.group.Members;
import dev.triga.async.Deferred;
import dev.triga.http.websocket.BroadcastGroup;
import dev.triga.http.websocket.SlowMember;
import dev.triga.http.websocket.WebSocket;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBound;
import java.nio.ByteBuffer;
import java.util.Objects;

/// Sockets in all workers of an [Application] that get the same messages: a [BroadcastGroup] across
/// processes. Each worker opens the group under the same name, adds the sockets that it has itself,
/// and whatever one worker sends goes to the members in all.
///
/// ```java
/// var room = await(SharedGroup.open("chat"));
/// router.websocket("/chat", socket -> new Chat(socket, room));
/// ```
///
/// **Order.** What one worker sends arrives everywhere in that order; what several send at the same
/// time may arrive in different orders in different workers. Members here get a message inside
/// [#send], those elsewhere soon afterwards. Each worker makes a message into a frame once.
///
/// **Limits.** Up to 4 MiB wait for another worker that does not take them. What is sent beyond
/// that its members miss, and when it takes messages again they are told: they count as slow, and
/// what happens to them is what [SlowMember] says. A message longer than that is refused.
///
/// **Workers** that end take their own members with them and nobody else's; those that are started
/// join when they open the group. While a worker stops its sockets are closed, so that their
/// clients come back to another one. The monitor of the application, in the arbiter's process, may
/// open the group too, and send to it.
///
/// Messages go from worker to worker, not through the arbiter. On the turn of the worker.
public final class SharedGroup implements ReactorBound {
  /// How long the name of a group may be.
  public static final int NAME_LENGTH_MAX = 100;

  private final String name;
  private final GroupPost post;
  private final BroadcastGroup here;
  private Runnable onChange = () -> {};

  private SharedGroup(String name, GroupPost post, BroadcastGroup here) {
    this.name = name;
    this.post = post;
    this.here = here;
    here.onChange(this::changedHere);
  }

  /// Opens a group of the worker whose turn the caller has, with members that are closed when they
  /// are slow.
  ///
  /// @throws IllegalStateException outside a worker or monitor of an application, or if it has
  ///   opened this group before
  public static Deferred<SharedGroup> open(String name) {
    Actor current = Actor.current();
    if (current == null) {
      throw new IllegalStateException("group '" + name + "' is to be opened outside any worker");
    }
    return open(current, name, SlowMember.CLOSED, BroadcastGroup.DEFAULT_UNSENT_BYTES_MAX);
  }

  /// Opens a group.
  ///
  /// @param worker a worker of an application, or its monitor
  /// @param name printable ASCII without blanks, at most [#NAME_LENGTH_MAX]
  /// @param policy what is done about a member for whom more than `unsentBytesMax` bytes wait
  /// @return succeeds when the members of this worker get what others send
  /// @throws IllegalArgumentException if the name is none, or that limit is not positive
  /// @throws IllegalStateException if the actor belongs to no application, or has opened this group
  ///   before
  public static Deferred<SharedGroup> open(
      Actor worker, String name, SlowMember policy, int unsentBytesMax) {
    if (name.isEmpty()
        || name.length() > NAME_LENGTH_MAX
        || !name.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "'%s' is no name for a group: 1 to %d printable ASCII characters are needed"
              .formatted(name, NAME_LENGTH_MAX));
    }
    var post = GroupPost.of(worker);
    if (post == null) {
      throw new IllegalStateException(
          worker.name() + " is no worker of an application, and has no shared groups");
    }
    var members = new BroadcastGroup(worker.reactor(), policy, unsentBytesMax);
    var group = new SharedGroup(name, post, members);
    return post.join(name, group.new FromElsewhere()).thenApply(joined -> group);
  }

  /// What it is called.
  public String name() {
    return name;
  }

  /// Adds a socket of this worker.
  ///
  /// @return whether it was added: not if it is in already, or has ended
  /// @throws IllegalArgumentException if it is one of another reactor, or a client's
  public boolean add(WebSocket socket) {
    return here.add(socket);
  }

  /// Removes a socket of this worker, and leaves it open.
  ///
  /// @return whether it was in
  public boolean remove(WebSocket socket) {
    return here.remove(socket);
  }

  /// How many members this worker has.
  public int size() {
    return here.size();
  }

  /// How many members all workers have, as far as is known here: a change elsewhere is known a
  /// little later.
  public int total() {
    return here.size() + post.sizeElsewhere(name);
  }

  /// Has a function called when [#total] may have changed; it replaces the one before. It must not
  /// throw.
  public void onChange(Runnable listener) {
    onChange = Objects.requireNonNull(listener, "listener");
  }

  /// How many messages slow members of this worker have missed.
  public long skipped() {
    return here.skipped();
  }

  /// Sends everybody a text.
  ///
  /// @throws IllegalArgumentException if it is longer than 4 MiB as UTF-8
  public void send(String text) {
    post.send(name, true, text.getBytes(UTF_8));
    here.send(text);
  }

  /// Sends everybody a binary message, the bytes from position to limit.
  ///
  /// @throws IllegalArgumentException if it is longer than 4 MiB
  public void send(ByteBuffer binary) {
    byte[] copy = new byte[binary.remaining()];
    binary.get(binary.position(), copy);
    post.send(name, false, copy);
    here.send(binary);
  }

  private void changedHere() {
    post.sizeChanged(name);
    onChange.run();
  }

  @Override
  public Reactor reactor() {
    return here.reactor();
  }

  @Override
  public String toString() {
    return "SharedGroup[" + name + ", " + size() + " members here of " + total() + "]";
  }

  /// What comes from other workers.
  private final class FromElsewhere implements Members {
    @Override
    public int size() {
      return here.size();
    }

    @Override
    public void deliver(boolean isText, ByteBuffer message) {
      if (isText) {
        here.sendUtf8(message);
      } else {
        here.send(message);
      }
    }

    @Override
    public void missed(long messages) {
      here.missed(messages);
    }

    @Override
    public void changed() {
      onChange.run();
    }
  }
}
