package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Who lives, by id, name and group. Never two of one name. Any thread.
public final class Directory {
  private final Map<ActorId, ActorRef> byId = new ConcurrentHashMap<>();
  private final Map<String, ActorRef> byName = new ConcurrentHashMap<>();
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  /// Enters an actor.
  ///
  /// @return false when its name is taken: then nothing changes
  public boolean enter(ActorRef actor, @Nullable String group) {
    if (byName.putIfAbsent(actor.name(), actor) != null) {
      return false;
    }
    byId.put(actor.id(), actor);
    if (group != null) {
      groups.compute(
          group,
          (name, old) -> {
            Group joined = old != null ? old : new Group();
            joined.members().add(actor);
            return joined;
          });
    }
    return true;
  }

  /// Strikes an actor out; another one with its name stays.
  public void strike(ActorRef actor, @Nullable String group) {
    byName.remove(actor.name(), actor);
    byId.remove(actor.id());
    if (group != null) {
      groups.computeIfPresent(
          group,
          (name, left) -> {
            left.members().remove(actor);
            return left.members().isEmpty() ? null : left;
          });
    }
  }

  /// Who has a name or, if nobody, an id.
  public @Nullable ActorRef find(String nameOrId) {
    ActorRef named = byName.get(nameOrId);
    if (named != null) {
      return named;
    }
    for (int i = 0; i < nameOrId.length(); i++) {
      char c = nameOrId.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')) {
        return null;
      }
    }
    boolean isId = !nameOrId.isEmpty() && nameOrId.length() <= ActorId.LENGTH_MAX;
    return isId ? byId.get(new ActorId(nameOrId)) : null;
  }

  /// Actors that share work.
  ///
  /// @param members in the order in which they came; the list changes with them
  /// @param next counts messages, so that each goes to the next member
  record Group(List<ActorRef> members, AtomicLong next) {
    Group() {
      this(new CopyOnWriteArrayList<>(), new AtomicLong());
    }

    /// The members at the moment, from the one whose turn it is; the next time it is the next
    /// one's.
    List<ActorRef> inTurn() {
      List<ActorRef> now = new ArrayList<>(members);
      if (!now.isEmpty()) {
        Collections.rotate(now, -(int) (next.getAndIncrement() % now.size()));
      }
      return now;
    }
  }

  /// A group as it is now; one without members if nobody is in it.
  Group group(String name) {
    Group found = groups.get(name);
    return found != null ? found : new Group();
  }

  /// The names of the groups that somebody is in.
  Set<String> groups() {
    return Set.copyOf(groups.keySet());
  }

  /// How many actors there are.
  public int size() {
    return byId.size();
  }
}
