package dev.triga.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which module may see which: the arrows of `ARCHITECTURE.md`, for module descriptors and POMs.
final class ModuleArrows {
  /// What a module may compile against. Modules at the top may see everything.
  private static final Map<String, Set<String>> COMPILE =
      Map.of(
          "reactor", Set.of(),
          "native", Set.of("reactor"),
          "tls-pem", Set.of("reactor"),
          "tasks", Set.of("reactor", "actors"),
          "http", Set.of("reactor"),
          "testing", Set.of("reactor"),
          "actors", Set.of("reactor"),
          "metrics", Set.of("reactor", "actors", "tasks"),
          "app", Set.of("reactor", "http", "actors", "tasks"));

  /// What a module may have beside it when it runs, found by `ServiceLoader`.
  private static final Map<String, Set<String>> RUNTIME =
      Map.of("app", Set.of("native", "tls-pem", "metrics"));

  private static final Set<String> TOP = Set.of("examples", "benchmarks", "coverage");

  private static final Pattern REQUIRES =
      Pattern.compile("\\brequires\\s+(?:static\\s+|transitive\\s+)*dev\\.triga\\.(\\w+)\\s*;");

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>dev\\.triga</groupId>\\s*<artifactId>triga-([\\w-]+)"
              + "</artifactId>(?:(?!</dependency>).)*?(?:<scope>(\\w+)</scope>)?\\s*</dependency>",
          Pattern.DOTALL);

  private ModuleArrows() {}

  static List<Finding> findings(SourceFile file) {
    if (file.name().endsWith("src/main/java/module-info.java")) {
      return inDescriptor(file);
    }
    return file.name().equals(file.module() + "/pom.xml") ? inPom(file) : List.of();
  }

  private static List<Finding> inDescriptor(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    Matcher requires = REQUIRES.matcher(file.text());
    while (requires.find()) {
      String target = requires.group(1).equals("nativeio") ? "native" : requires.group(1);
      check(file, requires.start(), target, "compile", findings);
    }
    return findings;
  }

  private static List<Finding> inPom(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    Matcher dependency = DEPENDENCY.matcher(file.text());
    while (dependency.find()) {
      String scope = dependency.group(2) == null ? "compile" : dependency.group(2);
      check(file, dependency.start(), dependency.group(1), scope, findings);
    }
    return findings;
  }

  private static void check(
      SourceFile file, int offset, String target, String scope, List<Finding> findings) {
    String module = file.module();
    if (TOP.contains(module) || allowed(module, target, scope)) {
      return;
    }
    int line = (int) file.text().substring(0, offset).lines().count();
    findings.add(
        file.finding(
            line,
            "%s may not see %s (scope %s): ARCHITECTURE.md has no such arrow"
                .formatted(module, target, scope)));
  }

  private static boolean allowed(String module, String target, String scope) {
    if (COMPILE.getOrDefault(module, Set.of()).contains(target)) {
      return true;
    }
    return switch (scope) {
      case "runtime" -> RUNTIME.getOrDefault(module, Set.of()).contains(target);
      // The reactor's own tests need JUnit alone; testing sees the reactor, so the other way round
      // would be a cycle.
      case "test" ->
          (target.equals("testing") && !module.equals("reactor"))
              || (target.equals("native") && module.equals("actors"));
      default -> false;
    };
  }
}
