package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Who lives, by id, name and group. Never two of one name. Any thread.
public final class Directory {
  private final Map<ActorId, ActorRef> byId = new ConcurrentHashMap<>();
  private final Map<String, ActorRef> byName = new ConcurrentHashMap<>();
  private final Map<String, List<ActorRef>> groups = new ConcurrentHashMap<>();

  /// Enters an actor.
  ///
  /// @return false when its name is taken: then nothing changes
  public boolean enter(ActorRef actor, @Nullable String group) {
    if (byName.putIfAbsent(actor.name(), actor) != null) {
      return false;
    }
    byId.put(actor.id(), actor);
    if (group != null) {
      members(group).add(actor);
    }
    return true;
  }

  /// Strikes an actor out; another one with its name stays.
  public void strike(ActorRef actor, @Nullable String group) {
    byName.remove(actor.name(), actor);
    byId.remove(actor.id());
    if (group != null) {
      members(group).remove(actor);
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

  /// The members of a group, in the order in which they came; the list changes with them.
  List<ActorRef> members(String group) {
    return groups.computeIfAbsent(group, name -> new CopyOnWriteArrayList<>());
  }

  /// How many actors there are.
  public int size() {
    return byId.size();
  }
}
