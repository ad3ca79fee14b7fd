package io.polder.evm.statetest;

/// What a run of one case showed.
sealed interface Verdict {
    Verdict PASSED = new Passed();

    record Passed() implements Verdict {}

    record Failed(String reason) implements Verdict {}

    static Verdict of(String what, Object expected, Object got) {
        return expected.equals(got) ? PASSED : new Failed(what + ": expected " + expected + ", got " + got);
    }

    /// This verdict if it is bad, else the other.
    default Verdict and(Verdict other) {
        return this instanceof Passed ? other : this;
    }
}
