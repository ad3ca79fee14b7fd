package io.polder.house;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/// No room too large to be seen whole: lines per file and method, parameters, width.
final class Sizes implements Rule {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 60;
    static final int PARAMETERS_MAX = 6;
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

        Methods(SourceFile source, List<Finding> findings) {
            this.source = source;
            this.findings = findings;
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
            // The shape of an overridden method is not ours to choose.
            if (method.getParameters().size() > PARAMETERS_MAX && !Syntax.isAnnotated(method, "Override")) {
                findings.add(source.finding(
                        method,
                        "method " + method.getName() + " with "
                                + method.getParameters().size() + " parameters; at most " + PARAMETERS_MAX
                                + ": a noun is missing, make it a record"));
            }
            return super.visitMethod(method, nothing);
        }
    }
}
