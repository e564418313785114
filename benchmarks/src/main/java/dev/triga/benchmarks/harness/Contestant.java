package dev.triga.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/// A server under test.
///
/// @param name how tables call it
/// @param command makes its command line
public record Contestant(String name, CommandLine command) {

  /// Makes a command line, or says why there is none.
  @FunctionalInterface
  public interface CommandLine {
    /// The program and its arguments.
    ///
    /// @param jvmOptions what a JVM is started with besides
    /// @throws Unavailable if this machine cannot run it
    List<String> arguments(List<String> jvmOptions);
  }

  /// A server that is a main class of this module.
  public static Contestant ofClass(String name, Class<?> main, String... arguments) {
    return new Contestant(name, options -> ChildJvm.command(options, main, arguments));
  }

  /// The C reference server on io_uring.
  public static Contestant ofRingReference(String name, NativePrograms programs) {
    return new Contestant(name, _ -> List.of(programs.ringEchoServer().toString()));
  }

  /// The C reference server.
  public static Contestant ofReference(
      String name, NativePrograms programs, List<String> arguments) {
    return new Contestant(
        name,
        _ -> {
          var command = new ArrayList<String>();
          command.add(programs.echoServer().toString());
          command.addAll(arguments);
          return command;
        });
  }
}
