package dev.triga.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks a test class, or a test method, that leaves nothing behind.
///
/// A test fails if, after it and its clean-up, there is a platform thread, a socket, pipe or event
/// descriptor (on Linux) or a child process that was not there before, or if a reactor has logged
/// an error that the test did not take from its [ReportedFailures]. Reactors opened by the test run
/// in debug mode.
///
/// A test method may ask for:
/// - a `Reactor`: a fresh one on the default driver, closed after the test; with pending timers
///   left in it, the test fails;
/// - a [MemoryReactor], a [MemoryNetwork] or a [VirtualClock], which belong together; a `Reactor`
///   beside them is that of the `MemoryReactor`;
/// - a [Seed], a [Gen] or a `java.util.Random`, all from one seed, which is named when the test
///   fails;
/// - a [Simulation] that begins at that seed, or [Seeds] to run one under many;
/// - [ReportedFailures]; a [LogCapture] of all reactors.
///
/// What is compared belongs to the whole process, so such tests do not run beside others in one
/// JVM.
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NothingLeftBehind.class)
public @interface TrigaTest {}
