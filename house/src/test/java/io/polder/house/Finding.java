package io.polder.house;

import java.nio.file.Path;

/// One breach of a rule: where it is, what is banned and what to do instead.
record Finding(Path file, long line, String what) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
