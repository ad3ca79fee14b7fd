package io.polder.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds every source file of the repository to the numbers and words of the house.
class TidyTest {
    private static final int NODE_LINES_MAX = 400;
    private static final int PACKAGE_FILES_MAX = 40;
    private static final List<SourceFile> SOURCES = SourceFile.below(House.root());

    private static List<Finding> broken(Rule rule) {
        return SOURCES.stream().flatMap(file -> rule.check(file).stream()).toList();
    }

    private static List<SourceFile> mainSources() {
        return SOURCES.stream()
                .filter(file -> file.path().toString().contains("src/main/java/"))
                .toList();
    }

    @Test
    void the_scan_sees_the_sources_of_every_module() {
        var seen = SOURCES.stream().map(SourceFile::module).collect(Collectors.toSet());
        assertThat(seen)
                .containsAll(House.modules().stream()
                        .filter(House.Module::hasMainCode)
                        .map(House.Module::path)
                        .toList());
    }

    @Test
    void files_methods_parameters_and_lines_stay_small() {
        assertThat(broken(new Sizes())).isEmpty();
    }

    @Test
    void types_and_packages_bear_nouns_of_the_field() {
        assertThat(broken(new Names())).isEmpty();
    }

    @Test
    void public_types_say_what_they_are_and_nothing_is_left_undone() {
        assertThat(broken(new Comments())).isEmpty();
    }

    @Test
    void bounds_failures_and_waits_are_explicit() {
        assertThat(broken(new Habits())).isEmpty();
    }

    @Test
    void a_module_is_one_family_of_packages_and_no_two_share_one() {
        var families = mainSources().stream()
                .filter(file -> !file.packageName().isEmpty())
                .collect(Collectors.groupingBy(
                        SourceFile::module,
                        Collectors.mapping(file -> family(file.packageName()), Collectors.toSet())));
        assertThat(families)
                .allSatisfy((module, roots) -> assertThat(roots)
                        .as("%s: expected one package family io.polder.<noun>", module)
                        .hasSize(1));
        assertThat(families.values())
                .as("expected no package family in two modules")
                .doesNotHaveDuplicates();
    }

    @Test
    void a_package_is_a_room_and_no_corridor() {
        var rooms = mainSources().stream()
                .collect(Collectors.groupingBy(
                        file -> file.module() + ": " + file.packageName(), Collectors.counting()));
        assertThat(rooms)
                .allSatisfy((room, files) -> assertThat(files)
                        .as("files in %s: split it along a noun", room)
                        .isLessThanOrEqualTo(PACKAGE_FILES_MAX));
    }

    @Test
    void the_node_only_puts_the_house_together() {
        var lines = mainSources().stream()
                .filter(file -> file.path().startsWith(Path.of("node")))
                .mapToInt(file -> file.lines().size())
                .sum();
        assertThat(lines).isLessThanOrEqualTo(NODE_LINES_MAX);
    }

    private static String family(String packageName) {
        return packageName.split("\\.").length < 3
                ? packageName
                : packageName.replaceFirst("^(\\w+\\.\\w+\\.\\w+).*", "$1");
    }
}
