package io.polder.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Nouns of the field: no type or package whose name says only that it is code.
final class Names implements Rule {
    private static final Pattern EMPTY_WORD =
            Pattern.compile("Abstract[A-Z].*|.*(Utils?|Utilities|Helpers?|Managers?|Impl)");
    private static final List<String> CORRIDORS =
            List.of("impl", "model", "util", "utils", "common", "types", "base", "helper", "helpers", "misc");

    @Override
    public List<Finding> check(SourceFile source) {
        var findings = new ArrayList<Finding>();
        for (var part : Arrays.asList(source.packageName().split("\\."))) {
            if (CORRIDORS.contains(part)) {
                findings.add(source.finding(
                        source.unit().getPackageName(),
                        "package name " + part + " is banned: name what is in it, with a noun of the field"));
            }
        }
        for (var line : source.unit().getImports()) {
            if (line.getQualifiedIdentifier().toString().endsWith(".*")) {
                findings.add(source.finding(line, "wildcard import is banned: name each type"));
            }
        }
        source.unit().accept(new Types(source, findings), null);
        return findings;
    }

    private static final class Types extends TreeScanner<Void, Void> {
        private final SourceFile source;
        private final List<Finding> findings;

        Types(SourceFile source, List<Finding> findings) {
            this.source = source;
            this.findings = findings;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            var name = type.getSimpleName();
            if (EMPTY_WORD.matcher(name).matches()) {
                findings.add(source.finding(
                        type,
                        "type name " + name + " is banned (Util, Helper, Manager, Impl, Abstract…):"
                                + " use the noun of the field for what it is"));
            }
            return super.visitClass(type, nothing);
        }
    }
}
