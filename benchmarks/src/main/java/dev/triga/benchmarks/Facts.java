package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.Processors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// What every report begins with: versions, commit, command, machine and date.
final class Facts {
  private static final long GIT_SECONDS_MAX = 10;
  private static final String UNKNOWN = "unknown";

  private Facts() {}

  static Map<String, String> of(Settings settings) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("command", settings.command());
    facts.put(
        "date",
        ZonedDateTime.now(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
    facts.put("commit", commit());
    facts.put(
        "versions",
        "JDK %s, Netty %s, Vert.x %s, JMH %s"
            .formatted(
                Runtime.version(),
                mavenVersion("io.netty", "netty-common"),
                vertxVersion(),
                mavenVersion("org.openjdk.jmh", "jmh-core")));
    facts.put(
        "machine",
        "%s, %d processors, %s %s"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version")));
    return facts;
  }

  /// The facts of a benchmark with servers under load.
  static Map<String, String> of(Settings settings, LoadGenerator load) {
    Map<String, String> facts = of(settings);
    facts.put(
        "placement",
        Processors.pinned() ? "server on processor 0, load on processor 1" : "not pinned");
    facts.put("load", load.title());
    facts.put("tcp", "congestion control " + congestionControl());
    return facts;
  }

  private static String mavenVersion(String group, String artifact) {
    String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = Facts.class.getResourceAsStream(path)) {
      if (in == null) {
        return UNKNOWN;
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String vertxVersion() {
    try (InputStream in = Facts.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      return in == null ? UNKNOWN : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /// What TCP does on this machine when nobody chooses: it decides about the cost of large writes.
  private static String congestionControl() {
    try {
      return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /// The checked-out commit, marked when files differ from it.
  private static String commit() {
    String root = System.getProperty("triga.root", ".");
    try {
      Process git =
          new ProcessBuilder("git", "-C", root, "describe", "--always", "--dirty", "--abbrev=12")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS) && git.exitValue() == 0
          ? answer.strip()
          : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
