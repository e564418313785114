package dev.triga.actors;

import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A kind of message: its name, what comes with it and what is answered. Declared once as a
/// constant that sender and receiver share; the name is what travels.
///
/// ```java
/// static final Command<String, String> GREET = Command.of("greet", String.class, String.class);
/// ```
///
/// @param name what it is called: letters, digits, `-`, `_`, `.`, at most [#NAME_LENGTH_MAX]
/// @param argument the class of the argument; `Void` for none
/// @param reply the class of the reply; `Void` for none
/// @param <A> the type of the argument
/// @param <R> the type of the reply
@SuppressWarnings("UnusedTypeParameter") // They tell what goes with which command.
public record Command<A extends @Nullable Object, R extends @Nullable Object>(
    String name, Class<?> argument, Class<?> reply) implements Serializable {
  /// How long a name may be.
  public static final int NAME_LENGTH_MAX = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /// Checks the name.
  ///
  /// @throws IllegalArgumentException if it is empty, too long or has other characters
  public Command {
    Objects.requireNonNull(argument, "argument");
    Objects.requireNonNull(reply, "reply");
    if (name.length() > NAME_LENGTH_MAX || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name for a command: 1 to %d letters, digits, '-', '_' and '.' are needed"
              .formatted(name, NAME_LENGTH_MAX));
    }
  }

  /// A command with an argument and a reply.
  public static <A, R> Command<A, R> of(String name, Class<A> argument, Class<R> reply) {
    return new Command<>(name, argument, reply);
  }

  /// A command without an argument: `ref.ask(COMMAND)`.
  public static <R> Command<@Nullable Void, R> of(String name, Class<R> reply) {
    return new Command<>(name, Void.class, reply);
  }

  /// A command without a reply, to be told. Who asks it hears that it was done.
  public static <A> Command<A, @Nullable Void> notice(String name, Class<A> argument) {
    return new Command<>(name, argument, Void.class);
  }

  @Override
  public String toString() {
    return name;
  }
}
