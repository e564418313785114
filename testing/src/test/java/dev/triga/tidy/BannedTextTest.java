package dev.triga.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BannedTextTest {
  private static List<Finding> findings(String name, String text) {
    SourceFile file = new SourceFile(Path.of("."), name, text);
    return BannedText.table().stream().flatMap(rule -> rule.findings(file).stream()).toList();
  }

  @Test
  void aBannedCallIsFoundWithItsLine() {
    assertThat(findings("reactor/src/test/java/A.java", "class A {\n  { Thread.sleep(1); }\n}\n"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.line()).isEqualTo(2));
  }

  @Test
  void aCommentMayNameABannedCall() {
    assertThat(findings("reactor/src/test/java/A.java", "// never Thread.sleep\nclass A {}\n"))
        .isEmpty();
    assertThat(findings("reactor/src/test/java/A.java", "class A { String s = \"Thread.sleep\"; }"))
        .isEmpty();
  }

  @Test
  void theCommandMayPrintButALibraryMayNot() {
    String text = "class A { { System.out.println(); } }";
    assertThat(findings("app/src/main/java/A.java", text)).isEmpty();
    assertThat(findings("reactor/src/main/java/A.java", text)).hasSize(1);
  }

  @Test
  void aFolderOfOneMachineIsFoundInAnyFile() {
    assertThat(findings("docs/a.md", "see " + String.join("/", "", "home", "me", "a"))).hasSize(1);
    assertThat(findings("README.md", "see https://example.org/home/")).isEmpty();
  }
}
