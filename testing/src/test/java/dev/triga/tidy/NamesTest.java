package dev.triga.tidy;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of the house for what the modules declare.
class NamesTest {
  private static final Pattern SAYS_NOTHING =
      Pattern.compile("(Manager|Handler|Processor|Engine|Util|Utils|Helper|Helpers|Impl)$");

  private static final Pattern GETTER = Pattern.compile("get[A-Z].*");

  private static final Pattern EXPORTS = Pattern.compile("\\bexports\\s+([\\w.]+)\\s*(;|to\\b)");

  private static final List<SourceFile> MAIN =
      SourceTree.ofThisBuild().java().filter(SourceFile::isMain).toList();

  private static final List<Declaration> DECLARATIONS = Declarations.of(MAIN);

  /// The packages that some module exports to everybody.
  private static final Set<String> EXPORTED =
      MAIN.stream()
          .filter(file -> file.name().endsWith("/module-info.java"))
          .flatMap(file -> EXPORTS.matcher(file.text()).results())
          .filter(match -> match.group(2).equals(";"))
          .map(match -> match.group(1))
          .collect(Collectors.toSet());

  private static Stream<Declaration> exported() {
    return DECLARATIONS.stream()
        .filter(declared -> declared.isPublic() && EXPORTED.contains(declared.packageName()));
  }

  @Test
  void aTypeIsNamedForWhatItIs() {
    Finding.assertNone(
        DECLARATIONS.stream()
            .filter(declared -> declared.isType())
            .filter(declared -> SAYS_NOTHING.matcher(declared.simpleName()).find())
            .map(declared -> declared.finding(declared + " says nothing: name what it is or does"))
            .toList());
  }

  @Test
  void anAccessorIsNamedWithoutGet() {
    Finding.assertNone(
        exported()
            .filter(declared -> GETTER.matcher(declared.method()).matches())
            .map(declared -> declared.finding(declared + ": drop \"get\""))
            .toList());
  }

  @Test
  void whatIsExportedIsDocumented() {
    Finding.assertNone(
        exported()
            .filter(declared -> !declared.documented())
            .map(declared ->
                declared.finding(
                    declared + " has no Javadoc: meaning, thread, units, limits, errors"))
            .toList());
  }

  @Test
  void noExportedTypeHasANameOfJavaBase() throws IOException {
    Set<String> taken = publicTypesOfJavaBase();
    Finding.assertNone(
        exported()
            .filter(declared -> declared.isTopLevel() && taken.contains(declared.type()))
            .map(declared ->
                declared.finding(
                    declared + " is ambiguous beside \"import module java.base\": rename it"))
            .toList());
  }

  @Test
  void noTwoExportedTypesOfAModuleHaveOneName() {
    Map<String, List<Declaration>> byName =
        exported()
            .filter(declared -> declared.isTopLevel() && declared.isType())
            .collect(Collectors.groupingBy(declared -> moduleOf(declared) + declared.type()));
    Finding.assertNone(
        byName.values().stream()
            .filter(alike -> alike.size() > 1)
            .map(alike ->
                alike
                    .getFirst()
                    .finding(
                        alike.getFirst()
                            + " is in "
                            + alike.stream().map(Declaration::packageName).toList()
                            + ", ambiguous after \"import module\": rename all but one"))
            .toList());
  }

  private static String moduleOf(Declaration declared) {
    String file = declared.file().name();
    return file.substring(0, file.indexOf('/') + 1);
  }

  private static Set<String> publicTypesOfJavaBase() throws IOException {
    var javaBase = ModuleFinder.ofSystem().find("java.base").orElseThrow();
    Set<String> packages =
        javaBase.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());
    try (var reader = javaBase.open();
        Stream<String> resources = reader.list()) {
      return resources
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> name.contains(".") && packages.contains(packageOf(name)))
          .filter(NamesTest::isPublicType)
          .map(name -> name.substring(name.lastIndexOf('.') + 1))
          .collect(Collectors.toSet());
    }
  }

  private static String packageOf(String className) {
    return className.substring(0, className.lastIndexOf('.'));
  }

  private static boolean isPublicType(String name) {
    try {
      return Modifier.isPublic(Class.forName(name, false, null).getModifiers());
    } catch (ClassNotFoundException e) {
      return false; // package-info and module-info
    }
  }
}
