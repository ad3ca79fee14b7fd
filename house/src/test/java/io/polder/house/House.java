package io.polder.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// The repository as its poms draw it.
final class House {
    private House() {}

    /// The folder that holds the root pom.
    static Path root() {
        var given = System.getProperty("polder.root", "");
        var folder = Path.of(given).toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no folder with mvnw at or above '" + given + "'");
        }
        return folder;
    }

    /// The modules in the order of the root pom, as paths below the root.
    static List<Module> modules() {
        var modules = new ArrayList<Module>();
        for (var path : texts(pom(root()), "module")) {
            modules.add(new Module(path));
        }
        return modules;
    }

    /// One Maven module; `path` is relative to the root, `name` its artifact.
    record Module(String path) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isAdapter() {
            return path.startsWith("adapters/");
        }

        Path folder() {
            return root().resolve(path);
        }

        Path classes() {
            return folder().resolve("target/classes");
        }

        boolean hasMainCode() {
            return Files.isDirectory(folder().resolve("src/main/java"));
        }

        /// What its main code depends on: artifacts of ours, or of others when `ours` is false.
        List<String> dependencies(boolean ours) {
            var found = new ArrayList<String>();
            var dependencies = pom(folder()).getElementsByTagName("dependency");
            for (int i = 0; i < dependencies.getLength(); i++) {
                var dependency = (Element) dependencies.item(i);
                if (!texts(dependency, "scope").contains("test")
                        && texts(dependency, "groupId").contains("io.polder") == ours) {
                    found.add(texts(dependency, "artifactId").getFirst());
                }
            }
            return found.stream().sorted().toList();
        }
    }

    private static Element pom(Path folder) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve("pom.xml").toFile())
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("expected a pom in " + folder, e);
        }
    }

    private static List<String> texts(Element parent, String tag) {
        var nodes = parent.getElementsByTagName(tag);
        var texts = new ArrayList<String>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().strip());
        }
        return texts;
    }
}
