package io.polder.evm.statetest;

import java.util.ArrayList;
import java.util.List;

/// Counts of a run; a case is one fork and index of one test in a file.
public final class Tally {
    private int files;
    private int passed;
    private int skipped;
    private int otherForks;
    private final List<String> failures = new ArrayList<>();

    void file() {
        files++;
    }

    void add(String name, Verdict verdict) {
        switch (verdict) {
            case Verdict.Passed _ -> passed++;
            case Verdict.Failed(String reason) -> failures.add(name + ": " + reason);
        }
    }

    void skip() {
        skipped++;
    }

    /// Expectations for forks older than this engine, which say nothing about it.
    void leaveOut(int expectations) {
        otherForks += expectations;
    }

    void add(Tally other) {
        files += other.files;
        passed += other.passed;
        skipped += other.skipped;
        otherForks += other.otherForks;
        failures.addAll(other.failures);
    }

    public int files() {
        return files;
    }

    public int passed() {
        return passed;
    }

    public int skipped() {
        return skipped;
    }

    public int otherForks() {
        return otherForks;
    }

    public List<String> failures() {
        return failures;
    }
}
