package io.polder.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of the house finds what it forbids, and leaves alone what it does not.
class RulesTest {
    private static final String MAIN = "chain/src/main/java/io/polder/chain/Door.java";
    private static final String TEST = "chain/src/test/java/io/polder/chain/DoorTest.java";
    private static final String ADAPTER = "adapters/device-mqtt/src/main/java/io/polder/mqtt/Door.java";

    private static SourceFile source(String path, String text) {
        return SourceFile.parse(Path.of(path), text);
    }

    private static SourceFile body(String path, String statement) {
        return source(path, "class Door {\n  public Object open() throws Exception {\n" + statement + "\n  }\n}\n");
    }

    @Test
    void a_finding_names_the_file_the_line_and_the_way_out() {
        var findings = new Names().check(source(MAIN, "package io.polder.chain;\n\nimport java.util.*;\n"));
        assertThat(findings).hasToString("[" + MAIN + ":3: wildcard import is banned: name each type]");
    }

    @Test
    void a_long_file_is_found() {
        assertThat(new Sizes().check(source(MAIN, "\n".repeat(Sizes.FILE_LINES_MAX))))
                .isEmpty();
        assertThat(new Sizes().check(source(MAIN, "\n".repeat(Sizes.FILE_LINES_MAX + 1))))
                .hasSize(1);
    }

    @Test
    void a_long_method_is_found() {
        var inside = "\n".repeat(Sizes.METHOD_LINES_MAX - 2);
        assertThat(new Sizes().check(source(MAIN, "class Door { void open() {" + inside + "\n} }")))
                .isEmpty();
        assertThat(new Sizes().check(source(MAIN, "class Door { void open() {" + inside + "\n\n} }")))
                .hasSize(1);
    }

    @Test
    void a_wide_line_is_found() {
        assertThat(new Sizes().check(source(MAIN, "// " + "x".repeat(117)))).isEmpty();
        assertThat(new Sizes().check(source(MAIN, "// " + "x".repeat(118)))).hasSize(1);
    }

    @Test
    void a_seventh_parameter_is_found_unless_a_foreign_type_asks_for_it() {
        var seven = "void open(int a, int b, int c, int d, int e, int f, int g) {}";
        assertThat(new Sizes().check(source(MAIN, "class Door { " + seven + " }")))
                .hasSize(1);
        assertThat(new Sizes().check(source(MAIN, "class Door { @Override " + seven + " }")))
                .isEmpty();
        assertThat(new Sizes().check(source(MAIN, "class Door { " + seven.replace(", int g", "") + " }")))
                .isEmpty();
    }

    @Test
    void a_record_may_have_more_components_than_a_method_parameters_but_not_many() {
        var ten = "int a, int b, int c, int d, int e, int f, int g, int h, int i, int j";
        var record = "record Door(" + ten + ")\n{ static int size; Door { size = 1; } }";
        assertThat(new Sizes().check(source(MAIN, record))).isEmpty();
        assertThat(new Sizes().check(source(MAIN, record.replace("j)", "j, int k)"))))
                .hasSize(1);
        assertThat(new Sizes().check(source(MAIN, record.replace("size;", "size;\nvoid open(" + ten + ") {}"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DoorUtil", "DoorUtils", "DoorHelper", "DoorManager", "DoorImpl", "AbstractDoor"})
    void an_empty_name_is_found(String name) {
        assertThat(new Names().check(source(MAIN, "class " + name + " {}"))).hasSize(1);
        assertThat(new Names().check(source(MAIN, "class Door { interface " + name + " {} }")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Door", "Implied", "Abstraction", "HelperlessDoor", "Utility"})
    void a_noun_is_left_alone(String name) {
        assertThat(new Names().check(source(MAIN, "class " + name + " {}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"impl", "model", "util", "common", "types"})
    void a_package_that_is_a_corridor_is_found(String name) {
        assertThat(new Names().check(source(MAIN, "package io.polder." + name + ".door;")))
                .hasSize(1);
    }

    @Test
    void a_public_type_without_a_sentence_is_found() {
        assertThat(new Comments().check(source(MAIN, "public class Door {}"))).hasSize(1);
        assertThat(new Comments().check(source(MAIN, "/** Old. */\npublic class Door {}")))
                .hasSize(1);
        assertThat(new Comments().check(source(MAIN, "/// Lets in.\npublic class Door {}")))
                .isEmpty();
        assertThat(new Comments().check(source(MAIN, "class Door {}"))).isEmpty();
        assertThat(new Comments().check(source(TEST, "public class DoorTest {}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TO" + "DO", "FIX" + "ME", "XX" + "X"})
    void a_mark_of_something_left_undone_is_found(String mark) {
        assertThat(new Comments().check(source(TEST, "// " + mark + ": paint it")))
                .hasSize(1);
    }

    @Test
    void a_suppressed_warning_without_a_why_is_found() {
        var suppressed = "@SuppressWarnings(\"unchecked\")";
        assertThat(new Comments().check(source(MAIN, suppressed + "\nclass Door {}")))
                .hasSize(1);
        assertThat(new Comments().check(source(MAIN, suppressed + " // the cast is checked below\nclass Door {}")))
                .isEmpty();
        assertThat(new Comments()
                        .check(source(MAIN, "// the cast is checked below\n" + suppressed + "\nclass Door {}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | return null;",
                "0 | return java.util.Optional.empty();",
                "0 | java.util.function.Supplier<String> s = () -> { return null; }; return s;",
                "1 | try { return 1; } catch (Exception e) { return 2; }",
                "1 | try { return 1; } catch (Throwable e) { return 2; }",
                "0 | try { return 1; } catch (Throwable e) { throw new IllegalStateException(e); }",
                "0 | try { return 1; } catch (java.io.IOException e) { return 2; }",
                "1 | try { return 1; } catch (java.io.IOException e) {} return 2;",
                "1 | return new java.util.concurrent.LinkedBlockingQueue<String>();",
                "1 | return new LinkedBlockingDeque<>();",
                "1 | return new LinkedBlockingQueue<>(others);",
                "0 | return new LinkedBlockingQueue<>(BACKLOG_MAX);",
                "1 | return new ConcurrentLinkedQueue<>();",
                "0 | return new ArrayBlockingQueue<>(BACKLOG_MAX);",
                "1 | return Executors.newFixedThreadPool(4);",
                "0 | return Executors.newVirtualThreadPerTaskExecutor();",
                "1 | System.exit(1); return 1;",
            })
    void a_bad_habit_in_main_code_is_found(int findings, String statement) {
        assertThat(new Habits().check(body(MAIN, statement))).hasSize(findings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | Thread.sleep(100); return 1;",
                "1 | TimeUnit.SECONDS.sleep(1); return 1;",
                "1 | MILLISECONDS.sleep(1); return 1;",
                "0 | return queue.poll(1, TimeUnit.SECONDS);",
                "0 | return new ConcurrentLinkedQueue<>();",
                "0 | return null;",
            })
    void a_bad_habit_in_test_code_is_found(int findings, String statement) {
        assertThat(new Habits().check(body(TEST, statement))).hasSize(findings);
    }

    @Test
    void the_boundary_may_catch_what_it_answers_for() {
        var statement = "try { return 1; } catch (Exception e) { return 2; }";
        assertThat(new Habits().check(body(MAIN.replace("chain", "api"), statement)))
                .isEmpty();
        assertThat(new Habits().check(body(ADAPTER, statement))).hasSize(1);
    }

    @Test
    void an_adapter_may_answer_null_where_a_foreign_type_asks_for_it() {
        var method = "public Object open() { return null; }";
        assertThat(new Habits().check(source(ADAPTER, "class Door { @Override " + method + " }")))
                .isEmpty();
        assertThat(new Habits().check(source(ADAPTER, "class Door { " + method + " }")))
                .hasSize(1);
        assertThat(new Habits().check(source(MAIN, "class Door { @Override " + method + " }")))
                .hasSize(1);
    }

    @Test
    void a_main_may_end_the_process() {
        assertThat(new Habits().check(source(MAIN, "class StateTestMain { void end() { System.exit(1); } }")))
                .isEmpty();
    }
}
