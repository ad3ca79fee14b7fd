package io.polder.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The vector files of the specification, which any language can read.
public final class Vectors {
    private static final Path FOLDER = Path.of(System.getProperty("polder.root", ".."), "docs", "spec", "vectors");

    /// One vector, told by its first member.
    public static final class Row {
        private final JsonNode node;

        private Row(JsonNode node) {
            this.node = node;
        }

        public Bytes bytes(String member) {
            return Bytes.hex(text(member));
        }

        public String text(String member) {
            return node.required(member).textValue();
        }

        public boolean flag(String member) {
            return node.required(member).booleanValue();
        }

        @Override
        public String toString() {
            return node.iterator().next().asText();
        }
    }

    private Vectors() {}

    /// The members of a whole file.
    public static Row whole(String file) {
        try {
            return new Row(new ObjectMapper().readTree(FOLDER.resolve(file).toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException("the vector file " + file, e);
        }
    }

    public static Stream<Row> rows(String file, String list) {
        try {
            JsonNode rows =
                    new ObjectMapper().readTree(FOLDER.resolve(file).toFile()).required(list);
            if (rows.isEmpty()) throw new IllegalStateException(file + " has no " + list);
            return StreamSupport.stream(rows.spliterator(), false).map(Row::new);
        } catch (IOException e) {
            throw new UncheckedIOException("the vector file " + file, e);
        }
    }
}
