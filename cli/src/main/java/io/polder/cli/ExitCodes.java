package io.polder.cli;

/// What the exit codes of `polder` mean.
public final class ExitCodes {
    public static final int DONE = 0;
    public static final int REFUSED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int NOT_FOUND = 4;
    public static final int NOT_IN_TIME = 5;
    public static final int TRY_LATER = 6;
    public static final int INTERNAL = 70;

    static final String TEXT = """
            Exit codes of polder:
              0   done, or true
              1   refused by the node or the contract, or false: a proof that does not hold
              2   a wrong option or argument, or a file that cannot be read
              3   no node answers
              4   there is no such thing
              5   not there in the time given; the transaction may still come
              6   the node has too much to do, is behind, or it is not certified yet: try again
              70  polder itself is wrong: please report it
            """;

    private ExitCodes() {}
}
