package io.polder.api.http;

/// One thing that can be asked of a node over HTTP. It documents itself, and runs on a virtual thread, so it may wait.
public interface Operation {
    Description description();

    /// Answers, or throws a `Problem`; malformed arguments may leave as `Malformed`.
    Reply handle(Request request);
}
