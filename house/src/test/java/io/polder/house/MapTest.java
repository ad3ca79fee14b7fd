package io.polder.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the poms to the floors, and the drawn map to the poms.
class MapTest {
    private static final List<House.Module> MODULES = House.modules();
    private static final java.util.Map<String, House.Module> BY_NAME =
            MODULES.stream().collect(Collectors.toMap(House.Module::name, Function.identity()));

    @Test
    void every_module_has_a_place_in_the_house() {
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(Floors.isKnown(module))
                        .as("%s: give it a floor in Floors and in docs/ARCHITECTURE.md", module)
                        .isTrue());
    }

    @Test
    void a_module_sees_only_what_lies_below_it() {
        assertThat(MODULES)
                .allSatisfy(module -> assertThat(module.dependencies(true))
                        .allSatisfy(below -> assertThat(Floors.maySee(module, BY_NAME.get(below)))
                                .as("%s stands on %s: expected a lower floor", module.path(), below)
                                .isTrue()));
    }

    @Test
    void the_reactor_lists_the_house_from_bottom_to_top() {
        var floors = MODULES.stream().filter(Floors::isInside).map(Floors::of).toList();
        assertThat(floors).isSorted();
        assertThat(MODULES.getLast().name()).isEqualTo("house");
    }

    @Test
    void the_lower_floors_and_the_verifier_need_the_jdk_alone() {
        assertThat(Floors.withTheJdkAlone())
                .isNotEmpty()
                .allSatisfy(module -> assertThat(module.dependencies(false))
                        .as("foreign libraries of %s", module.path())
                        .isEmpty());
    }

    @Test
    void the_lower_floors_and_the_verifier_are_named_modules() {
        assertThat(Floors.withTheJdkAlone())
                .allSatisfy(module -> assertThat(module.folder().resolve("src/main/java/module-info.java"))
                        .exists());
    }

    @Test
    void the_map_in_the_docs_is_the_map_of_the_poms() {
        var text = SourceFile.read(House.root().resolve("docs/ARCHITECTURE.md"));
        var drawn = Arrays.stream(text.split("```"))
                .filter(block -> block.startsWith("modules\n"))
                .flatMap(String::lines)
                .skip(1)
                .toList();
        var drawing = Floors.drawing();
        assertThat(drawn)
                .as(
                        "docs/ARCHITECTURE.md, the block that begins with ```modules; it should read:%n%s%n",
                        String.join("\n", drawing))
                .isEqualTo(drawing);
    }
}
