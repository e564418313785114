package dev.triga.actors;

import java.io.Serializable;
import java.util.Objects;

/// What tells one actor from all others of a run, and from those before and after it: an actor that
/// is started again has another id.
///
/// Ids are given out in order by whoever starts the actor: `a7` is the seventh of the arbiter,
/// `a7.2` the second that was started by the process of `a7`, or `a7x2` if it has a process of its
/// own. So an id tells where its actor lives: everything up to the first dot is the
/// [process][#process()].
///
/// @param text letters, digits and dots, at most [#LENGTH_MAX] of them
public record ActorId(String text) implements Serializable, Comparable<ActorId> {
  /// How long an id may be.
  public static final int LENGTH_MAX = 64;

  /// The id of the arbiter, which is also its name.
  public static final ActorId ARBITER = new ActorId("arbiter");

  /// Checks the text.
  ///
  /// @throws IllegalArgumentException if it is empty, too long or has other characters
  public ActorId {
    Objects.requireNonNull(text, "text");
    if (text.isEmpty() || text.length() > LENGTH_MAX || !text.chars().allMatch(ActorId::isFit)) {
      throw new IllegalArgumentException(
          "'%s' is no actor id: 1 to %d letters, digits and dots are needed"
              .formatted(text, LENGTH_MAX));
    }
  }

  private static boolean isFit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
  }

  /// The id of the actor that has the process in which this one lives, as far as the id tells: the
  /// part before the first dot. Thread and local actors of the arbiter's own process have no dot
  /// either; its directory knows them.
  public ActorId process() {
    int dot = text.indexOf('.');
    return dot < 0 ? this : new ActorId(text.substring(0, dot));
  }

  /// By the text. Said here, because what a record says by itself is put together when it is first
  /// asked, which takes a part of a worker's start that can be felt.
  @Override
  public boolean equals(Object other) {
    return other instanceof ActorId id && id.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(ActorId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
