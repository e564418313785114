package dev.triga.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// What the process has besides memory: threads, descriptors, child processes. Two pictures tell
/// what came between.
///
/// @param threads the live platform threads
/// @param descriptors open descriptors by number, with what each stands for; empty where the system
///   does not tell
/// @param children the live child processes
record Surroundings(
    Set<Thread> threads, Map<String, String> descriptors, Set<ProcessHandle> children) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /// Threads that the JVM, JUnit and Surefire start when they like, and our own that stays by
  /// design: the one watchdog of the process, which sleeps while no reactor works.
  private static final List<String> STAYING =
      List.of(
          "triga-watchdog",
          "ForkJoinPool",
          "CompletableFutureDelayScheduler",
          "VirtualThread-unparker",
          "Read-Poller",
          "Write-Poller",
          "MasterPoller",
          "Master-Poller",
          "process reaper",
          "Attach Listener",
          "Common-Cleaner",
          "Cleaner-",
          "Finalizer",
          "Reference Handler",
          "Signal Dispatcher",
          "SIG",
          "JFR ",
          "junit",
          "surefire",
          "ping-");

  /// A picture of now.
  static Surroundings now() {
    return new Surroundings(
        new HashSet<>(Thread.getAllStackTraces().keySet()),
        openDescriptors(),
        ProcessHandle.current().children().collect(Collectors.toSet()));
  }

  /// What is there now and was not in this picture, one sentence each. What is about to go gets
  /// some seconds to do so.
  List<String> leftBehind() {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    var left = newSince();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      left = newSince();
    }
    return left;
  }

  /// What is there at this moment and was not in this picture.
  List<String> newSince() {
    var left = new ArrayList<String>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.isAlive() && !threads.contains(thread) && !stays(thread)) {
        left.add("thread '" + thread.getName() + "' (" + thread.getState() + where(thread) + ")");
      }
    }
    openDescriptors()
        .forEach((number, target) -> {
          if (!target.equals(descriptors.get(number)) && isOurs(target)) {
            left.add("descriptor " + number + " (" + target + ")");
          }
        });
    ProcessHandle.current()
        .children()
        .filter(child -> child.isAlive() && !children.contains(child))
        .forEach(child ->
            left.add(
                "child process "
                    + child.pid()
                    + child.info().commandLine().map(line -> " (" + line + ")").orElse("")));
    return left;
  }

  private static String where(Thread thread) {
    var stack = thread.getStackTrace();
    return stack.length == 0 ? "" : " in " + stack[stack.length - 1];
  }

  private static boolean stays(Thread thread) {
    var group = thread.getThreadGroup();
    return (group != null && group.getName().equals("system"))
        || STAYING.stream().anyMatch(thread.getName()::startsWith);
  }

  /// Sockets, pipes and the system's event objects are ours to close; files are opened by class
  /// loading too, and those of the JVM are not told apart from a test's.
  private static boolean isOurs(String target) {
    return target.startsWith("socket:")
        || target.startsWith("pipe:")
        || target.startsWith("anon_inode:");
  }

  private static Map<String, String> openDescriptors() {
    var found = new HashMap<String, String>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return found;
    }
    try (var list = Files.list(DESCRIPTORS)) {
      list.forEach(link -> {
        try {
          found.put(link.getFileName().toString(), Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
          // Closed between listing and looking, as the descriptor of the listing itself is.
        }
      });
    } catch (IOException e) {
      return new HashMap<>();
    }
    return found;
  }
}
