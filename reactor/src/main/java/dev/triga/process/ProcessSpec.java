package dev.triga.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.SystemdSockets;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What to start and how. A value; any thread.
///
/// Standard input, output and error are pipes unless said otherwise, and there may be [more
/// pipes][#withPipe]. Of the descriptors of this process a child gets none.
///
/// @param command the program, looked for on the `PATH` unless it contains a `/`, and its arguments
/// @param environment variables beside, or instead of, those of this process
/// @param inheritsEnvironment whether the child gets the environment of this process, less
///   [SystemdSockets#VARIABLES], which are meant for this process only
/// @param directory where it begins, or null for where this process is
/// @param input standard input
/// @param inputData what is written to standard input, which is closed then, at most
///   [Transport#DEFAULT_HARD_CAP_BYTES]; null where the user writes. Read-only
/// @param output standard output
/// @param error standard error
/// @param pipes the direction of each pipe beyond the standard streams, by its number in the child,
///   [#FIRST_PIPE] to [#LAST_PIPE]
/// @param ignored the signals that it ignores from its first instruction on
/// @param outlivesReactor whether it goes on when the reactor stops; otherwise it is
///   [terminated][ChildProcess#terminate(java.time.Duration)] then
public record ProcessSpec(
    List<String> command,
    Map<String, String> environment,
    boolean inheritsEnvironment,
    @Nullable Path directory,
    Redirection input,
    @Nullable ByteBuffer inputData,
    Redirection output,
    Redirection error,
    Map<Integer, PipeDirection> pipes,
    Set<ProcessSignal> ignored,
    boolean outlivesReactor) {
  /// The first descriptor behind the standard streams.
  public static final int FIRST_PIPE = 3;

  /// The last one that a POSIX shell can open by number.
  public static final int LAST_PIPE = 9;

  /// Checks what can be checked without looking at the machine.
  ///
  /// @throws IllegalArgumentException if the command is empty, something contains a zero character,
  ///   or a redirection does not fit its stream
  public ProcessSpec {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    pipes = Collections.unmodifiableMap(new TreeMap<>(pipes));
    ignored = Set.copyOf(ignored);
    inputData = inputData == null ? null : copyOf(inputData);
    checkCommand(command);
    environment.forEach(ProcessSpec::checkVariable);
    pipes.keySet().forEach(ProcessSpec::checkPipe);
    if (input instanceof Redirection.Merge || input instanceof Redirection.Append) {
      throw new IllegalArgumentException("standard input cannot be " + input);
    }
    if (output instanceof Redirection.Merge) {
      throw new IllegalArgumentException("only standard error can be merged into standard output");
    }
    if (inputData != null && inputData.remaining() > Transport.DEFAULT_HARD_CAP_BYTES) {
      throw new IllegalArgumentException(
          "standard input of "
              + inputData.remaining()
              + " bytes is more than "
              + Transport.DEFAULT_HARD_CAP_BYTES
              + ": write it bit by bit, or redirect it from a file");
    }
    if (inputData != null && !(input instanceof Redirection.Pipe)) {
      throw new IllegalArgumentException(
          "there is data for standard input, which is no pipe but " + input);
    }
  }

  private static ByteBuffer copyOf(ByteBuffer data) {
    if (data.isReadOnly()) {
      // Ours already, or of somebody who has said that nobody writes to it.
      return data.duplicate();
    }
    return ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip().asReadOnlyBuffer();
  }

  private static void checkCommand(List<String> command) {
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("the command is empty: give a program");
    }
    for (int index = 0; index < command.size(); index++) {
      if (command.get(index).indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "argument "
                + index
                + " of '"
                + shown(command.getFirst())
                + "' contains a zero character: '"
                + shown(command.get(index))
                + "'");
      }
    }
  }

  private static void checkVariable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "'" + shown(name) + "' is no name of an environment variable");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "environment variable " + name + " contains a zero character");
    }
  }

  private static void checkPipe(int descriptor) {
    if (descriptor < FIRST_PIPE || descriptor > LAST_PIPE) {
      throw new IllegalArgumentException(
          "descriptor "
              + descriptor
              + " cannot be a pipe: give a number from "
              + FIRST_PIPE
              + " to "
              + LAST_PIPE);
    }
  }

  private static String shown(String text) {
    return text.replace("\0", "\\0");
  }

  /// A program with its arguments.
  ///
  /// @throws IllegalArgumentException if there is none, or something contains a zero character
  public static ProcessSpec of(String... command) {
    return of(List.of(command));
  }

  /// A program with its arguments.
  ///
  /// @throws IllegalArgumentException if there is none, or something contains a zero character
  public static ProcessSpec of(List<String> command) {
    return new ProcessSpec(
        command,
        Map.of(),
        true,
        null,
        Redirection.PIPE,
        null,
        Redirection.PIPE,
        Redirection.PIPE,
        Map.of(),
        Set.of(),
        false);
  }

  /// With these variables beside the others.
  public ProcessSpec withEnvironment(Map<String, String> added) {
    var all = new LinkedHashMap<>(environment);
    all.putAll(added);
    return with(draft -> draft.environment = all);
  }

  /// With these variables and no others.
  public ProcessSpec withOnlyEnvironment(Map<String, String> all) {
    return with(draft -> {
      draft.environment = all;
      draft.inheritsEnvironment = false;
    });
  }

  /// With this folder to begin in.
  public ProcessSpec inDirectory(Path folder) {
    return with(draft -> draft.directory = folder);
  }

  /// With this for standard input.
  public ProcessSpec withInput(Redirection from) {
    return withInput(from, null);
  }

  /// With these bytes, from position to limit, on standard input, and its end behind them.
  public ProcessSpec withInputData(ByteBuffer data) {
    return withInput(Redirection.PIPE, data);
  }

  private ProcessSpec withInput(Redirection from, @Nullable ByteBuffer data) {
    return with(draft -> {
      draft.input = from;
      draft.inputData = data;
    });
  }

  /// With this text on standard input, in UTF-8, and its end behind it.
  public ProcessSpec withInputText(String text) {
    return withInputData(UTF_8.encode(text));
  }

  /// With this for standard output.
  public ProcessSpec withOutput(Redirection to) {
    return with(draft -> draft.output = to);
  }

  /// With this for standard error.
  public ProcessSpec withError(Redirection to) {
    return with(draft -> draft.error = to);
  }

  /// Gives the child one more pipe, under a number of its own: what it writes there comes to
  /// [ProcessProtocol#pipeReceived], what it reads is written to [ChildProcess#pipe].
  ///
  /// The child is started through `sh`, which opens the pipe by its name under `/proc` and then
  /// becomes the program: so a program that does not exist is an exit with 127 rather than a failed
  /// start. Native drivers on Linux only; elsewhere the start fails and says why.
  ///
  /// @param descriptor its number in the child, [#FIRST_PIPE] to [#LAST_PIPE]
  /// @throws IllegalArgumentException if the number is another one
  public ProcessSpec withPipe(int descriptor, PipeDirection direction) {
    var all = new TreeMap<>(pipes);
    all.put(descriptor, direction);
    return with(draft -> draft.pipes = all);
  }

  /// With these signals ignored from the first instruction on, and by what it starts itself unless
  /// it takes that back. A shell sees to it (`sh -c 'trap …; exec "$@"'`), so that a missing
  /// program is not a failure to start but the shell's exit code 127.
  ///
  /// @throws IllegalArgumentException for [ProcessSignal#KILL] and [ProcessSignal#STOP], which
  ///   cannot be ignored
  public ProcessSpec withIgnored(ProcessSignal... signals) {
    var all = EnumSet.noneOf(ProcessSignal.class);
    all.addAll(List.of(signals));
    if (all.contains(ProcessSignal.KILL) || all.contains(ProcessSignal.STOP)) {
      throw new IllegalArgumentException("KILL and STOP cannot be ignored");
    }
    return with(draft -> draft.ignored = all);
  }

  /// The same, but it goes on when the reactor stops.
  public ProcessSpec outlivingReactor() {
    return with(draft -> draft.outlivesReactor = true);
  }

  /// A copy with something changed: the only place that lists the components in their order.
  private ProcessSpec with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return new ProcessSpec(
        command,
        draft.environment,
        draft.inheritsEnvironment,
        draft.directory,
        draft.input,
        draft.inputData,
        draft.output,
        draft.error,
        draft.pipes,
        draft.ignored,
        draft.outlivesReactor);
  }

  /// What is really executed.
  ///
  /// @param opening what a shell has to do before, or empty
  List<String> executed(String opening) {
    if (ignored.isEmpty() && opening.isEmpty()) {
      return command;
    }
    var script = new StringBuilder();
    if (!ignored.isEmpty()) {
      script.append("trap ''");
      ignored.stream().sorted().forEach(signal -> script.append(' ').append(signal.name()));
      script.append("; ");
    }
    script.append(opening).append("exec \"$@\"");
    var all = new ArrayList<>(List.of("sh", "-c", script.toString(), "sh"));
    all.addAll(command);
    return all;
  }

  /// The pipes beyond the standard streams.
  List<ChildStream> furtherStreams() {
    return pipes.entrySet().stream()
        .map(pipe -> new ChildStream(pipe.getKey(), pipe.getValue() == PipeDirection.TO_CHILD))
        .toList();
  }

  /// Makes an environment, which begins as that of this process, the child's.
  void apply(Map<String, String> ours) {
    if (inheritsEnvironment) {
      ours.keySet().removeAll(SystemdSockets.VARIABLES);
    } else {
      ours.clear();
    }
    ours.putAll(environment);
  }

  /// The program and the number of its arguments, which may be secret.
  @Override
  public String toString() {
    return "ProcessSpec[" + command.getFirst() + " with " + (command.size() - 1) + " arguments]";
  }

  private static final class Draft {
    Map<String, String> environment;
    boolean inheritsEnvironment;
    @Nullable Path directory;
    Redirection input;
    @Nullable ByteBuffer inputData;
    Redirection output;
    Redirection error;
    Map<Integer, PipeDirection> pipes;
    Set<ProcessSignal> ignored;
    boolean outlivesReactor;

    Draft(ProcessSpec spec) {
      environment = spec.environment;
      inheritsEnvironment = spec.inheritsEnvironment;
      directory = spec.directory;
      input = spec.input;
      inputData = spec.inputData;
      output = spec.output;
      error = spec.error;
      pipes = spec.pipes;
      ignored = spec.ignored;
      outlivesReactor = spec.outlivesReactor;
    }
  }
}
