package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which cache a command line has, who may make it, and what is kept.
class AotCacheTest {
  private static final List<String> COMMAND = List.of("java", "-Xms16m", "Main");

  @TempDir private Path folder = Path.of("");

  private Path jar = Path.of("");
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void makeJar() throws IOException {
    jar = Files.writeString(folder.resolve("a.jar"), "bytes");
    environment = Map.of("XDG_CACHE_HOME", folder.resolve("caches").toString());
  }

  private AotCache cache(List<String> command, String classPath) throws IOException {
    return AotCache.of(environment, Files.getOwner(folder), command, classPath, "");
  }

  private void make(AotCache cache) throws IOException {
    try (var making = cache.make()) {
      Files.writeString(making.draft(), "a cache");
      assertThat(making.done()).isTrue();
    }
  }

  @Test
  void aJvmStartsFromItOnceItIsMade() throws IOException {
    var cache = cache(COMMAND, jar.toString());
    assertThat(cache.options()).isEmpty();
    make(cache);
    assertThat(cache.options()).containsExactly("-XX:AOTCache=" + cache);
    assertThat(cache.make()).isNull();
    assertThat(Path.of(cache.toString()).getParent().toFile().list()).hasSize(1);
  }

  @Test
  void eachDifferenceAsksForAnother() throws IOException {
    var first = cache(COMMAND, jar.toString()).toString();
    assertThat(cache(COMMAND, jar.toString())).hasToString(first);
    assertThat(cache(List.of("java", "-Xms32m", "Main"), jar.toString()).toString())
        .isNotEqualTo(first);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    assertThat(cache(COMMAND, jar.toString()).toString()).isNotEqualTo(first);
  }

  @Test
  void aFolderOfClassesHasNoneAndAFolderOfModulesHas() throws IOException {
    assertThat(cache(COMMAND, folder.toString())).isNull();
    assertThat(AotCache.of(environment, Files.getOwner(folder), COMMAND, "", folder.toString()))
        .isNotNull();
  }

  @Test
  void whatOthersMayWriteToIsNotUsed() throws IOException {
    Path aot = Files.createDirectories(folder.resolve("caches/triga/aot"));
    Files.setPosixFilePermissions(aot, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(cache(COMMAND, jar.toString())).isNull();
  }

  @Test
  void oneAtATimeMakesIt() throws IOException {
    var cache = cache(COMMAND, jar.toString());
    try (var making = cache.make()) {
      assertThat(making).isNotNull();
      assertThat(cache(COMMAND, jar.toString()).make()).isNull();
      assertThat(making.done()).as("nothing was written").isFalse();
    }
    make(cache);
  }

  @Test
  void theLatestUsedAreKept() throws IOException {
    for (int i = 0; i < AotCache.KEPT_MAX + 2; i++) {
      var cache = cache(List.of("java", "-D" + i), jar.toString());
      make(cache);
      Files.setLastModifiedTime(Path.of(cache.toString()), FileTime.fromMillis(1_000_000L * i));
    }
    assertThat(folder.resolve("caches/triga/aot").toFile().list()).hasSize(AotCache.KEPT_MAX);
    assertThat(cache(List.of("java", "-D1"), jar.toString()).options()).isEmpty();
  }
}
