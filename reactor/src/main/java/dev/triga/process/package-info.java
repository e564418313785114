/// Child processes on the loop, and pipes as connections.
///
/// A [dev.triga.process.ProcessSpec] says what to start, [dev.triga.process.Processes] starts it:
/// to be talked to through a [dev.triga.process.ProcessProtocol], or only for its
/// [output][dev.triga.process.Processes#output]. This program prints `Hello`:
///
/// ```java
/// import module dev.triga.reactor;
///
/// void main() {
///   System.exit(Reactor.react(reactor ->
///       Processes.output(reactor, ProcessSpec.of("tr", "a-z", "A-Z").withInputText("hello"))
///           .thenAccept(output -> IO.println(output.text()))));
/// }
/// ```
@org.jspecify.annotations.NullMarked
package dev.triga.process;
