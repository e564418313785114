package dev.triga.fuzz;

import dev.triga.testing.JazzerRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Minutes of Jazzer, in the nightly profile, which brings it.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
class FuzzingTest {
  private static final List<String> WATCHED =
      List.of("dev.triga.net", "dev.triga.protocol", "dev.triga.transport");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void nothingIsFound(Target target) throws Exception {
    JazzerRun.findNothing(target.type(), target.corpus(), WATCHED, folder);
  }
}
