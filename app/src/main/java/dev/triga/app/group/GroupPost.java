package dev.triga.app.group;

import static dev.triga.app.group.GroupCommands.DELIVER;
import static dev.triga.app.group.GroupCommands.JOIN;
import static dev.triga.app.group.GroupCommands.OTHERS;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.UnknownCommandFailure;
import dev.triga.async.Deferred;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The groups of one actor, a worker or the monitor, and the way to those who have them too.
///
/// Messages go from worker to worker directly. The monitor, which starts and buries the workers,
/// says who has a group: see [GroupRegister]. On the actor's turn, but for [#of].
public final class GroupPost {
  /// How many numbers are kept of workers that are not known, because they are new and nobody has
  /// said so yet, or have ended and were heard of late.
  private static final int STRANGERS_MAX = 100;

  private static final Map<Actor, GroupPost> POSTS = new ConcurrentHashMap<>();

  private final Actor self;
  private final String monitor;
  private final @Nullable GroupRegister register;
  private final Map<String, Opened> groups = new HashMap<>();
  private final Map<ActorRef, PeerQueue> peers = new LinkedHashMap<>();

  /// A group that this actor has.
  private static final class Opened {
    final Members members;
    final Set<ActorRef> others = new LinkedHashSet<>();
    final Map<String, Integer> sizes = new HashMap<>();

    Opened(Members members) {
      this.members = members;
    }
  }

  private GroupPost(Actor self, String monitor, @Nullable GroupRegister register) {
    this.self = self;
    this.monitor = monitor;
    this.register = register;
  }

  /// The post of an actor, or null if it has none. Any thread.
  public static @Nullable GroupPost of(Actor actor) {
    return POSTS.get(actor);
  }

  /// Gives a worker a post, until [#close].
  ///
  /// @param monitor the name of the monitor that has the register
  public static void open(Actor worker, String monitor) {
    POSTS.put(worker, new GroupPost(worker, monitor, null));
  }

  /// Gives a monitor a post, until [#close].
  public static void open(Actor monitor, GroupRegister register) {
    POSTS.put(monitor, new GroupPost(monitor, monitor.name(), register));
  }

  /// Its groups get nothing more. Idempotent.
  public static void close(Actor actor) {
    var post = POSTS.remove(actor);
    if (post != null) {
      post.peers.values().forEach(PeerQueue::close);
    }
  }

  /// What a worker answers.
  public static void answers(Answers on) {
    on.command(OTHERS, (actor, news) -> othersTold(actor, news));
    on.command(DELIVER, (actor, bundle) -> delivered(actor, bundle));
  }

  /// What a monitor answers.
  public static ActorSpec answers(ActorSpec monitor, GroupRegister register) {
    return monitor
        .on(OTHERS, (actor, news) -> othersTold(actor, news))
        .on(DELIVER, (actor, bundle) -> delivered(actor, bundle))
        .on(JOIN, (actor, who) -> register.join(actor, (String) who.get(0), (ActorRef) who.get(1)));
  }

  private static boolean othersTold(Actor actor, List<?> news) {
    var post = of(actor);
    if (post != null) {
      post.others((String) news.getFirst(), refs(news.subList(1, news.size())));
    }
    return post != null;
  }

  private static boolean delivered(Actor actor, byte[] bundle) {
    var post = of(actor);
    if (post != null) {
      post.read(ByteBuffer.wrap(bundle));
    }
    return post != null;
  }

  private static List<ActorRef> refs(List<?> values) {
    List<ActorRef> refs = new ArrayList<>();
    values.forEach(value -> refs.add((ActorRef) value));
    return refs;
  }

  /// Opens a group. From the moment at which this succeeds, its members get what is sent elsewhere.
  ///
  /// @throws IllegalStateException if it is open
  public Deferred<Boolean> join(String group, Members members) {
    if (groups.putIfAbsent(group, new Opened(members)) != null) {
      throw new IllegalStateException("group '" + group + "' is open already");
    }
    return others(group)
        .thenApply(others -> {
          others(group, refs(others));
          return true;
        });
  }

  private Deferred<List<?>> others(String group) {
    var asked = register;
    if (asked != null) {
      var others = new Deferred<List<?>>(self.reactor());
      others.succeed(asked.join(self, group, self.self()));
      return others;
    }
    List<?> who = List.of(group, self.self());
    // Where a server has a monitor apart for what only its own process can serve, that one has no
    // register, and the one that has it is known by its name.
    return self.named("monitor")
        .ask(JOIN, who)
        .exceptionallyCompose(failure ->
            failure instanceof UnknownCommandFailure || failure instanceof UnknownActorFailure
                ? self.named(monitor).ask(JOIN, who)
                : failed(failure));
  }

  private Deferred<List<?>> failed(Throwable failure) {
    var failed = new Deferred<List<?>>(self.reactor());
    failed.fail(failure);
    return failed;
  }

  /// These others have a group now.
  private void others(String group, List<ActorRef> now) {
    var opened = groups.get(group);
    if (opened == null) {
      return;
    }
    for (ActorRef before : List.copyOf(opened.others)) {
      if (!now.contains(before)) {
        opened.others.remove(before);
        opened.sizes.remove(before.id().text());
        forget(before);
      }
    }
    if (opened.sizes.size() > now.size() + STRANGERS_MAX) {
      opened.sizes.keySet().retainAll(now.stream().map(other -> other.id().text()).toList());
    }
    for (ActorRef other : now) {
      if (opened.others.add(other)) {
        peers
            .computeIfAbsent(other, ref -> new PeerQueue(self, ref, this::size))
            .sizeChanged(group);
      }
    }
    opened.members.changed();
  }

  /// Closes the way to an actor with which we share no group any more.
  private void forget(ActorRef other) {
    if (groups.values().stream().noneMatch(opened -> opened.others.contains(other))) {
      var queue = peers.remove(other);
      if (queue != null) {
        queue.close();
      }
    }
  }

  private int size(String group) {
    var opened = groups.get(group);
    return opened == null ? 0 : opened.members.size();
  }

  /// Sends a message to the members elsewhere.
  ///
  /// @param message kept, not copied
  /// @throws IllegalArgumentException if it is too long
  public void send(String group, boolean isText, byte[] message) {
    if (message.length > PeerQueue.WAITING_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a message of "
              + message.length
              + " bytes is too long for a shared group, which takes "
              + PeerQueue.WAITING_BYTES_MAX);
    }
    toOthers(group, queue -> queue.put(new PeerQueue.Letter(group, isText, message)));
  }

  /// Tells the others that the number of members here has changed.
  public void sizeChanged(String group) {
    toOthers(group, queue -> queue.sizeChanged(group));
  }

  private void toOthers(String group, Consumer<PeerQueue> action) {
    var opened = groups.get(group);
    if (opened != null) {
      for (ActorRef other : opened.others) {
        var queue = peers.get(other);
        if (queue != null) {
          action.accept(queue);
        }
      }
    }
  }

  /// How many members a group has elsewhere, as the others have said.
  public int sizeElsewhere(String group) {
    var opened = groups.get(group);
    return opened == null
        ? 0
        : opened.others.stream()
            .mapToInt(other -> opened.sizes.getOrDefault(other.id().text(), 0))
            .sum();
  }

  private void read(ByteBuffer bundle) {
    String sender = Bundle.sender(bundle);
    Bundle.read(
        bundle,
        new Bundle.Reader() {
          @Override
          public void message(String group, boolean isText, ByteBuffer message) {
            var opened = groups.get(group);
            if (opened != null) {
              opened.members.deliver(isText, message);
            }
          }

          @Override
          public void size(String group, int members) {
            var opened = groups.get(group);
            if (opened != null) {
              opened.sizes.put(sender, members);
              opened.members.changed();
            }
          }

          @Override
          public void missed(String group, long messages) {
            var opened = groups.get(group);
            if (opened != null) {
              opened.members.missed(messages);
            }
          }
        });
  }
}
