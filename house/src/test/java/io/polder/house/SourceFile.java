package io.polder.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java file as the compiler's own parser reads it, and as plain lines.
///
/// `path` is relative to the root of the repository; its first folder (the first two under `adapters`) is the module.
record SourceFile(Path path, List<String> lines, CompilationUnitTree unit, SourcePositions positions) {
    private static final List<String> NOT_OURS = List.of("target", ".git", "node_modules");

    static SourceFile parse(Path path, String text) {
        var source =
                new SimpleJavaFileObject(URI.create("string:///" + path.getFileName()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, List.of("-proc:none"), null, List.of(source));
        try {
            var unit = task.parse().iterator().next();
            if (!diagnostics.getDiagnostics().isEmpty()) {
                throw new IllegalStateException(path + ": expected Java, got " + diagnostics.getDiagnostics());
            }
            return new SourceFile(
                    path, text.lines().toList(), unit, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every Java file below `root` that is ours.
    static List<SourceFile> below(Path root) {
        try (Stream<Path> files = Files.find(root, Integer.MAX_VALUE, (file, _) -> isJava(root, file))) {
            return files.sorted()
                    .map(file -> parse(root.relativize(file), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJava(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return file.toString().endsWith(".java");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String module() {
        return path.startsWith("adapters")
                ? path.subpath(0, 2).toString()
                : path.getName(0).toString();
    }

    /// True for code that only tests see: the test folders, and the modules that are made for tests.
    boolean isTest() {
        return path.toString().contains("src/test/")
                || List.of("testkit", "house").contains(module());
    }

    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    long firstLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
    }

    Finding finding(Tree tree, String what) {
        return new Finding(path, firstLine(tree), what);
    }

    /// A finding for each line of the text of which `breach` says so.
    List<Finding> linesWhere(Predicate<String> breach, Function<String, String> what) {
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .filter(i -> breach.test(lines.get(i)))
                .map(i -> new Finding(path, i + 1L, what.apply(lines.get(i))))
                .toList();
    }
}
