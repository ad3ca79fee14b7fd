package io.polder.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/// What a running node writes to its standard error: a line for each thing an operator wants to know.
final class NodeLog {
    private NodeLog() {}

    static void open() {
        try (InputStream settings = NodeLog.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("logging.properties", e);
        }
    }
}
