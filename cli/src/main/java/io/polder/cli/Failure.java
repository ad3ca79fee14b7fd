package io.polder.cli;

/// Ends a command: the exit code, what happened, and what the user can do next.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String next;

    public Failure(int exitCode, String message, String next) {
        super(message);
        this.exitCode = exitCode;
        this.next = next;
    }

    public static Failure usage(String message, String next) {
        return new Failure(ExitCodes.USAGE, message, next);
    }

    public int exitCode() {
        return exitCode;
    }

    /// What the user can do next; may be empty.
    public String next() {
        return next;
    }
}
