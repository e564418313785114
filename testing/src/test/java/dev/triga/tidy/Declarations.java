package dev.triga.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Reads what source files declare with the compiler's own parser, without resolving names.
final class Declarations extends TreePathScanner<Void, Void> {
  private final List<Declaration> found = new ArrayList<>();
  private final SourceFile file;
  private final CompilationUnitTree unit;
  private final DocTrees docs;

  private Declarations(SourceFile file, CompilationUnitTree unit, DocTrees docs) {
    this.file = file;
    this.unit = unit;
    this.docs = docs;
  }

  /// All types and methods of the files.
  static List<Declaration> of(List<SourceFile> files) {
    List<Source> sources = files.stream().map(Source::new).toList();
    // The compiler hands its own wrappers of the sources back; their addresses stay the same.
    Map<URI, SourceFile> bySource =
        sources.stream().collect(Collectors.toMap(Source::toUri, source -> source.file));
    var compiler = ToolProvider.getSystemJavaCompiler();
    var task =
        (JavacTask) compiler.getTask(null, null, _ -> {}, List.of("-proc:none"), null, sources);
    DocTrees docs = DocTrees.instance(task);
    List<Declaration> all = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        SourceFile file = bySource.get(unit.getSourceFile().toUri());
        Declarations reader = new Declarations(file, unit, docs);
        reader.scan(unit, null);
        all.addAll(reader.found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot parse the sources", e);
    }
    return all;
  }

  @Override
  public Void visitClass(ClassTree tree, Void unused) {
    if (tree.getSimpleName().isEmpty()) {
      return null; // An anonymous class declares nothing for others.
    }
    add(tree, "", docs.getDocComment(getCurrentPath()) != null);
    return super.visitClass(tree, unused);
  }

  @Override
  public Void visitMethod(MethodTree tree, Void unused) {
    boolean inherits =
        tree.getModifiers().getAnnotations().stream()
            .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
    add(tree, tree.getName().toString(), inherits || docs.getDocComment(getCurrentPath()) != null);
    return null; // What a method declares inside is nobody else's business.
  }

  private void add(Tree tree, String method, boolean documented) {
    long position = docs.getSourcePositions().getStartPosition(unit, tree);
    int line = position < 0 ? 0 : (int) unit.getLineMap().getLineNumber(position);
    String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    found.add(new Declaration(file, line, packageName, typeName(), method, isPublic(), documented));
  }

  private String typeName() {
    StringBuilder name = new StringBuilder();
    for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof ClassTree type) {
        name.insert(0, name.isEmpty() ? "" : ".").insert(0, type.getSimpleName());
      }
    }
    return name.toString();
  }

  private boolean isPublic() {
    for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (!isPublicHere(path)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPublicHere(TreePath path) {
    ModifiersTree modifiers =
        switch (path.getLeaf()) {
          case ClassTree type -> type.getModifiers();
          case MethodTree method -> method.getModifiers();
          default -> null;
        };
    if (modifiers == null || modifiers.getFlags().contains(Modifier.PUBLIC)) {
      return true;
    }
    boolean inInterface =
        path.getParentPath().getLeaf() instanceof ClassTree outer
            && (outer.getKind() == Tree.Kind.INTERFACE
                || outer.getKind() == Tree.Kind.ANNOTATION_TYPE);
    return inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final SourceFile file;

    Source(SourceFile file) {
      super(URI.create("string:///" + file.name()), JavaFileObject.Kind.SOURCE);
      this.file = file;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return file.text();
    }
  }
}
