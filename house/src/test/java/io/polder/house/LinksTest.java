package io.polder.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A page that points into nothing misleads.
class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#|mailto:)([^)#\\s]+)(#[^)\\s]*)?\\)");

    private static List<Path> pages() throws IOException {
        var root = House.root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|node_modules|\\.git)/.*"))
                    .toList();
        }
    }

    static List<String> deadLinks(Path page, String text) {
        var dead = new ArrayList<String>();
        var links = LINK.matcher(text);
        while (links.find()) {
            if (!Files.exists(page.resolveSibling(links.group(1)))) {
                dead.add(page + " -> " + links.group(1));
            }
        }
        return dead;
    }

    @Test
    void every_link_between_our_pages_leads_somewhere() throws IOException {
        assertThat(pages())
                .hasSizeGreaterThan(5)
                .allSatisfy(page ->
                        assertThat(deadLinks(page, SourceFile.read(page))).isEmpty());
    }

    @Test
    void a_dead_link_is_found() {
        var page = House.root().resolve("README.md");
        assertThat(deadLinks(page, "[a](docs/glossary.md#x) [b](https://example.org/none) [c](docs/none.md)"))
                .hasSize(1);
    }
}
