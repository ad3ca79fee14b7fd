package io.polder.house;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Bounds on everything, failures that are seen, tests that wait for something.
final class Habits implements Rule {
    private static final Set<String> BOUNDARY = Set.of("node", "cli", "api", "bench");
    private static final Set<String> ALWAYS_UNBOUNDED = Set.of(
            "ConcurrentLinkedQueue",
            "ConcurrentLinkedDeque",
            "PriorityBlockingQueue",
            "LinkedTransferQueue",
            "DelayQueue");
    private static final Set<String> UNBOUNDED_WITHOUT_A_NUMBER = Set.of("LinkedBlockingQueue", "LinkedBlockingDeque");
    private static final Set<String> UNBOUNDED_EXECUTORS = Set.of(
            "Executors.newFixedThreadPool", "Executors.newSingleThreadExecutor", "Executors.newCachedThreadPool");

    @Override
    public List<Finding> check(SourceFile source) {
        var findings = new ArrayList<Finding>();
        source.unit().accept(new Bodies(source, findings), null);
        return findings;
    }

    private static final class Bodies extends TreeScanner<Void, Void> {
        private final SourceFile source;
        private final List<Finding> findings;
        private final boolean main;
        private String type = "";
        private boolean answersThePublic;

        Bodies(SourceFile source, List<Finding> findings) {
            this.source = source;
            this.findings = findings;
            this.main = !source.isTest();
        }

        private void report(Tree tree, String what) {
            findings.add(source.finding(tree, what));
        }

        @Override
        public Void visitClass(ClassTree inner, Void nothing) {
            var outerType = type;
            var outerAnswers = answersThePublic;
            type = inner.getSimpleName().isEmpty()
                    ? type
                    : inner.getSimpleName().toString();
            answersThePublic = false;
            super.visitClass(inner, nothing);
            type = outerType;
            answersThePublic = outerAnswers;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            // An adapter answers a foreign interface as that interface demands.
            boolean foreign = source.path().startsWith("adapters") && Syntax.isAnnotated(method, "Override");
            answersThePublic = Syntax.isPublic(method.getModifiers()) && !foreign;
            super.visitMethod(method, nothing);
            answersThePublic = false;
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
            var outer = answersThePublic;
            answersThePublic = false;
            super.visitLambdaExpression(lambda, nothing);
            answersThePublic = outer;
            return null;
        }

        @Override
        public Void visitReturn(ReturnTree answer, Void nothing) {
            if (main
                    && answersThePublic
                    && answer.getExpression() != null
                    && answer.getExpression().getKind() == Tree.Kind.NULL_LITERAL) {
                report(answer, "null from a public method is banned: use Optional or a sealed result");
            }
            return super.visitReturn(answer, nothing);
        }

        @Override
        public Void visitCatch(CatchTree handler, Void nothing) {
            var caught = handler.getParameter().getType().toString();
            if (main
                    && !BOUNDARY.contains(source.module())
                    && Set.of("Exception", "Throwable").contains(caught)
                    && !onlyThrows(handler)) {
                report(
                        handler,
                        "catch (" + caught + ") is banned below the boundary "
                                + BOUNDARY.stream().sorted().toList() + ": catch what you can answer for");
            }
            if (handler.getBlock().getStatements().isEmpty() && source.lastLine(handler) == source.firstLine(handler)) {
                report(handler, "a swallowed exception is banned: answer it, or say in the block why it means nothing");
            }
            return super.visitCatch(handler, nothing);
        }

        /// What a foreign signature throws may be wrapped and thrown on.
        private static boolean onlyThrows(CatchTree handler) {
            var statements = handler.getBlock().getStatements();
            return statements.size() == 1 && statements.getFirst().getKind() == Tree.Kind.THROW;
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void nothing) {
            var name = Syntax.simpleName(made.getIdentifier());
            boolean numbered = made.getArguments().size() == 1
                    && made.getArguments()
                            .getFirst()
                            .toString()
                            .matches("\\d[\\d_]*|.*MAX.*|.*[cC]apacity.*|.*[lL]imit.*");
            if (main && (ALWAYS_UNBOUNDED.contains(name) || UNBOUNDED_WITHOUT_A_NUMBER.contains(name) && !numbered)) {
                report(made, name + " without a bound is banned: use ArrayBlockingQueue with a named …_MAX");
            }
            return super.visitNewClass(made, nothing);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            var called = call.getMethodSelect().toString();
            if (!main && (called.endsWith("Thread.sleep") || called.matches("(.*\\.)?[A-Z]+S\\.sleep"))) {
                report(call, "a sleep in a test is banned: wait for the condition, with a bound");
            }
            if (main && UNBOUNDED_EXECUTORS.contains(called)) {
                report(
                        call,
                        called + " has an unbounded queue: use a ThreadPoolExecutor with an ArrayBlockingQueue,"
                                + " one named thread, or virtual threads behind a limit");
            }
            if (main && called.endsWith("System.exit") && !type.endsWith("Main")) {
                report(call, "System.exit is banned outside a Main: one process may hold several cities");
            }
            return super.visitMethodInvocation(call, nothing);
        }
    }
}
