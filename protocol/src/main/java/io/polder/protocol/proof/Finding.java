package io.polder.protocol.proof;

import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import java.util.List;

/// What checking a proof comes to.
public sealed interface Finding {
    /// Every step holds: who said what, when and agreed by how many, in one sentence; what is not shown by it, in one
    /// sentence each; the block it is in; and the cities of the roster that signed for it.
    record Holds(
            String sentence,
            List<String> unproven,
            SenderSignature sender,
            Header header,
            RoundRecord record,
            List<String> cities,
            int roster)
            implements Finding {
        public Holds {
            unproven = List.copyOf(unproven);
            cities = List.copyOf(cities);
        }
    }

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
