package io.polder.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/// No room too large to be seen whole: lines per file and method, parameters, width.
final class Sizes implements Rule {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 60;
    static final int PARAMETERS_MAX = 6;
    static final int COMPONENTS_MAX = 10;
    static final int LINE_CHARACTERS_MAX = 120;

    @Override
    public List<Finding> check(SourceFile source) {
        var findings = new ArrayList<>(source.linesWhere(
                line -> line.codePointCount(0, line.length()) > LINE_CHARACTERS_MAX,
                line -> "a line of " + line.length() + " characters; at most " + LINE_CHARACTERS_MAX));
        int length = source.lines().size();
        if (length > FILE_LINES_MAX) {
            findings.add(new Finding(
                    source.path(),
                    FILE_LINES_MAX + 1L,
                    "a file of " + length + " lines; at most " + FILE_LINES_MAX
                            + ": find the second noun in it and give it a file"));
        }
        source.unit().accept(new Methods(source, findings), null);
        return findings;
    }

    private static final class Methods extends TreeScanner<Void, Void> {
        private final SourceFile source;
        private final List<Finding> findings;
        private int components;

        Methods(SourceFile source, List<Finding> findings) {
            this.source = source;
            this.findings = findings;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            var outer = components;
            components = type.getKind() == Tree.Kind.RECORD ? Syntax.components(type) : 0;
            if (components > COMPONENTS_MAX) {
                findings.add(source.finding(
                        type,
                        "record " + type.getSimpleName() + " of " + components + " components; at most "
                                + COMPONENTS_MAX + ": some of them are a noun of their own"));
            }
            super.visitClass(type, nothing);
            components = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            long length = source.lastLine(method) - source.firstLine(method) + 1;
            if (length > METHOD_LINES_MAX) {
                findings.add(source.finding(
                        method,
                        "method " + method.getName() + " of " + length + " lines; at most " + METHOD_LINES_MAX
                                + ": give its steps names"));
            }
            int parameters = method.getParameters().size();
            // A record's constructor takes what the record has, and the shape of an overridden method is not ours.
            boolean given = Syntax.isAnnotated(method, "Override")
                    || method.getName().contentEquals("<init>") && parameters == components;
            if (parameters > PARAMETERS_MAX && !given) {
                findings.add(source.finding(
                        method,
                        "method " + method.getName() + " with "
                                + parameters + " parameters; at most " + PARAMETERS_MAX
                                + ": a noun is missing, make it a record"));
            }
            return super.visitMethod(method, nothing);
        }
    }
}
