package io.polder.api.document;

import io.polder.chain.Answer;

/// What queries answer, in the words of HTTP.
public final class Answers {
    private Answers() {}

    /// The result, or the problem that stands in its place.
    public static Answer.Found found(Answer answer) {
        return switch (answer) {
            case Answer.Found found -> found;
            case Answer.Failed failed -> throw Refusals.of(failed);
            case Answer.Behind behind -> throw Refusals.of(behind);
            case Answer.Pruned pruned -> throw Refusals.of(pruned);
        };
    }
}
