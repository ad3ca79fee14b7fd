package io.polder.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What must be said and what must not be left lying about.
final class Comments implements Rule {
    // Written so that this file does not break its own rule.
    private static final Pattern LEFT_UNDONE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    @Override
    public List<Finding> check(SourceFile source) {
        var findings = new ArrayList<>(source.linesWhere(
                line -> LEFT_UNDONE.matcher(line).find(),
                _ -> "a mark of something left undone is banned: do it, or open an issue"));
        if (!source.isTest()) {
            for (var type : Syntax.topLevelTypes(source)) {
                if (Syntax.isPublic(type.getModifiers())
                        && !lineAbove(source, source.firstLine(type)).startsWith("///")) {
                    findings.add(source.finding(
                            type,
                            "public type " + type.getSimpleName()
                                    + " has no /// comment: say in one sentence what it is"));
                }
            }
        }
        source.unit().accept(new Suppressions(source, findings), null);
        return findings;
    }

    private static String lineAbove(SourceFile source, long line) {
        return line < 2 ? "" : source.lines().get((int) line - 2).strip();
    }

    private static final class Suppressions extends TreeScanner<Void, Void> {
        private final SourceFile source;
        private final List<Finding> findings;

        Suppressions(SourceFile source, List<Finding> findings) {
            this.source = source;
            this.findings = findings;
        }

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
            long line = source.firstLine(annotation);
            var above = lineAbove(source, line);
            boolean explained = source.lines().get((int) line - 1).contains("// ")
                    || above.startsWith("// ")
                    || above.endsWith("*/");
            if (Syntax.simpleName(annotation.getAnnotationType()).equals("SuppressWarnings") && !explained) {
                findings.add(source.finding(
                        annotation, "@SuppressWarnings without a why: say it in a // comment beside or above it"));
            }
            return super.visitAnnotation(annotation, nothing);
        }
    }
}
