package io.polder.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The walls that neither Maven nor the module system can hold, read from the compiled classes of all modules.
class HouseTest {
    /// Code that runs inside a block: the same at every city, or the cities part.
    private static final List<String> DETERMINISTIC_MODULES =
            List.of("protocol", "contract", "governance", "things", "contract-evm");

    private static final JavaClasses ALL = classesOf(House.modules().stream()
            .filter(module -> !module.name().equals("testkit"))
            .toList());
    private static final JavaClasses DETERMINISTIC = classesOf(House.modules().stream()
                    .filter(module -> DETERMINISTIC_MODULES.contains(module.name()))
                    .toList())
            // A program beside the machine, which feeds it with foreign test files.
            .that(not(resideInAPackage("io.polder.evm.statetest..")))
            // A door in front of the chain; it never runs inside a block.
            .that(not(resideInAPackage("io.polder.evm.rpc..")));

    private static final ArchRule NO_CLOCK = noClasses()
            .should()
            .accessTargetWhere(Ban.anyOf(
                    Ban.of("java\\.lang\\.System", "currentTimeMillis|nanoTime"),
                    Ban.of("java\\.time\\..*", "now|system.*|tick.*"),
                    Ban.of("java\\.util\\.Date", "<init>", ""),
                    Ban.of("java\\.util\\.Calendar", "getInstance")))
            .because("time is what the block says");

    /// A key is made of chance, which its maker passes in; that happens at a desk, never inside a block.
    private static final ArchRule NO_CHANCE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.polder.protocol.signature.SigningKey")
            .should()
            .dependOnClassesThat(assignableTo(Random.class).or(assignableTo(RandomGenerator.class)))
            .orShould()
            .accessTargetWhere(Ban.anyOf(
                    Ban.of("java\\.lang\\.(Strict)?Math", "random"),
                    Ban.of("java\\.util\\.UUID", "randomUUID"),
                    Ban.of("java\\.util\\.Collections", "shuffle"),
                    Ban.of("java\\.lang\\.System", "identityHashCode")))
            .because("every city must come to the same result");

    private static final ArchRule NO_THREAD = noClasses()
            .should()
            .dependOnClassesThat(
                    assignableTo(Executor.class).or(assignableTo(Future.class)).or(assignableTo(Timer.class)))
            .orShould()
            .accessTargetWhere(Ban.anyOf(
                    Ban.of("java\\.lang\\.Thread", "<init>|start.*|of.*|sleep|currentThread"),
                    Ban.of("java\\.util\\..*", "parallel.*")))
            .because("the order inside a block is one");

    private static final ArchRule NO_PLACE = noClasses()
            .should()
            .accessTargetWhere(Ban.anyOf(
                    Ban.of("java\\.lang\\.System", "getProperty|getProperties|getenv|lineSeparator"),
                    Ban.of("java\\.util\\.(Locale|TimeZone)", "getDefault"),
                    Ban.of("java\\.time\\.ZoneId", "systemDefault"),
                    Ban.of("java\\.nio\\.charset\\.Charset", "defaultCharset"),
                    Ban.of("java\\.lang\\.String", "toLowerCase|toUpperCase|getBytes", ""),
                    Ban.of("java\\.lang\\.String", "<init>", "\\[B(, int, int)?"),
                    Ban.of("java\\.lang\\.String", "format", "java\\.lang\\.String, .*"),
                    Ban.of("java\\.lang\\.String", "formatted")))
            .because("locale, zone, character set and environment differ from city to city");

    private static final ArchRule NO_WORLD = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.."))
            .orShould()
            .accessTargetWhere(Ban.anyOf(Ban.of("java\\.io\\.(File.*|RandomAccessFile|Console)", ".*")))
            .because("what a block needs is in the block or in the state");

    /// A floating-point number is carried through the encoding as bytes; nothing is ever computed with one.
    private static final ArchRule NO_FLOATING_POINT = noClasses()
            .that()
            .resideOutsideOfPackage("io.polder.protocol.encoding")
            .should()
            .accessTargetWhere(Ban.anyOf(
                    Ban.of("(?!java\\.util\\.LinkedHashMap|.*\\$\\d).*", ".*", ".*\\b(double|float)\\b.*"),
                    Ban.of("java\\.lang\\.(Double|Float|StrictMath)", ".*"),
                    Ban.of(".*", "(double|float)Value|nextDouble|nextFloat")))
            .because("amounts are whole numbers or decimal fractions of a named unit");

    private static final String COMMITTER = "io.polder.chain.RoundCommitter";
    private static final Ban LEDGER_WRITES = Ban.of("io\\.polder\\.ledger\\.Ledger", "commit|seal|certify");
    private static final Ban STORE_WRITES = Ban.of("io\\.polder\\.ledger\\.Store", "write");

    private static JavaClasses classesOf(List<House.Module> modules) {
        var compiled = modules.stream().filter(House.Module::hasMainCode).toList();
        assertThat(compiled)
                .isNotEmpty()
                .allSatisfy(module -> assertThat(Files.isDirectory(module.classes()))
                        .as("%s is not compiled: run the whole build, ./polder test", module.path())
                        .isTrue());
        return new ClassFileImporter()
                .importPaths(compiled.stream().map(House.Module::classes).toList());
    }

    @Test
    void packages_form_no_circle() {
        slices().matching("io.polder.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void the_lower_floors_use_the_jdk_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "javax.crypto..", "io.polder..")
                        .or(JavaClass.Predicates.simpleNameEndingWith("[]")))
                .check(classesOf(Floors.withTheJdkAlone().toList()));
    }

    @Test
    void one_class_writes_the_ledger() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(COMMITTER)
                .should()
                .accessTargetWhere(Ban.anyOf(LEDGER_WRITES))
                .check(ALL);
        // Not vacuous: the one that may does.
        assertThat(noClasses()
                        .should()
                        .accessTargetWhere(Ban.anyOf(LEDGER_WRITES))
                        .evaluate(ALL.that(nameMatching(Pattern.quote(COMMITTER))))
                        .getFailureReport()
                        .getDetails())
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void the_store_is_written_by_the_ledger_and_an_outbox_alone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.polder.ledger.Ledger")
                .and()
                // A store of its own, for what is not in a block yet.
                .doNotHaveFullyQualifiedName("io.polder.chain.Outbox")
                .and()
                // A store of its own, for what is in no block: what was only asked.
                .doNotHaveFullyQualifiedName("io.polder.chain.attempt.Attempts")
                .and()
                // Before there is a ledger: what a joining city takes over.
                .doNotHaveFullyQualifiedName("io.polder.ledger.SnapshotTaker")
                .should()
                .accessTargetWhere(Ban.anyOf(STORE_WRITES))
                .check(ALL);
    }

    @Test
    void what_runs_inside_a_block_has_no_clock() {
        NO_CLOCK.check(DETERMINISTIC);
    }

    @Test
    void what_runs_inside_a_block_leaves_nothing_to_chance() {
        NO_CHANCE.check(DETERMINISTIC);
    }

    @Test
    void what_runs_inside_a_block_starts_no_thread() {
        NO_THREAD.check(DETERMINISTIC);
    }

    @Test
    void what_runs_inside_a_block_does_not_depend_on_where_it_runs() {
        NO_PLACE.check(DETERMINISTIC);
    }

    @Test
    void what_runs_inside_a_block_touches_no_file_and_no_network() {
        NO_WORLD.check(DETERMINISTIC);
    }

    @Test
    void what_runs_inside_a_block_computes_with_no_floating_point_number() {
        NO_FLOATING_POINT.check(DETERMINISTIC);
    }

    @Test
    void every_wall_of_a_block_is_seen_when_it_is_broken() {
        var breach = new ClassFileImporter().importClasses(Breach.class);
        assertThat(List.of(NO_CLOCK, NO_CHANCE, NO_THREAD, NO_PLACE, NO_WORLD, NO_FLOATING_POINT))
                .allSatisfy(wall -> assertThat(wall.evaluate(breach).hasViolation())
                        .as(wall.getDescription())
                        .isTrue());
    }

    /// Breaks every wall once.
    private static final class Breach {
        private double level;

        Object breakAll() throws Exception {
            Supplier<Instant> clock = Instant::now;
            new Thread(() -> level = new Random().nextDouble()).start();
            return clock.get()
                    + "x".toUpperCase()
                    + Files.readString(House.root().resolve("pom.xml"));
        }
    }
}
