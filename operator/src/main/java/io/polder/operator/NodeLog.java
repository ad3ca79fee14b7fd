package io.polder.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// What running nodes write to standard error: a line for each thing an operator wants to know.
public final class NodeLog {
    private static final String OWN = "io.polder";
    /// Held, since the logging forgets settings of loggers that nobody holds.
    private static final Logger QUIET = Logger.getLogger(OWN);

    private NodeLog() {}

    /// Warnings and errors alone: for programs that run several cities and tell of them in their own way.
    public static void quiet() {
        open();
        QUIET.setLevel(Level.WARNING);
    }

    static void open() {
        try (InputStream settings = NodeLog.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("logging.properties", e);
        }
    }
}
