package io.polder.protocol.proof;

import io.polder.protocol.RoundRecord;
import java.util.List;

/// What checking a proof comes to.
public sealed interface Finding {
    /// Every step holds: who said what and when, in one sentence, and the cities that signed for it.
    record Holds(String sentence, SenderSignature sender, RoundRecord record, List<String> cities) implements Finding {}

    /// One step does not hold.
    record Fails(String step, String expected, String got) implements Finding {}

    /// What became of the sender's own signature: the cities checked it; was it checked here too?
    enum SenderSignature {
        /// It was checked here and holds.
        CHECKED,
        /// The proof does not carry the sender's key.
        NO_KEY,
        /// It is of a kind that is not checked here.
        NOT_CHECKED,
        /// The subject has no sender: a state entry or a block.
        NONE
    }
}
