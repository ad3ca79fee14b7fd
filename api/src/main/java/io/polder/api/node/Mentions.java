package io.polder.api.node;

import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Intent;
import io.polder.protocol.Names;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The private chains that somebody names in a question: such a name says whose it is.
final class Mentions {
    /// Names of one question that are looked at.
    static final int NAMES_MAX = 16;

    private final Optional<String> asker;
    private final SortedSet<String> names = new TreeSet<>();

    /// @param asker the organisation that answers for who asks; what it names of its own is no mention
    private Mentions(Optional<String> asker) {
        this.asker = asker;
    }

    static SortedSet<String> in(Cbor item, Optional<String> asker) {
        Mentions mentions = new Mentions(asker);
        mentions.walk(item);
        return mentions.names;
    }

    /// Of a key of the state, which has names between other bytes.
    static SortedSet<String> in(Bytes key, Optional<String> asker) {
        Mentions mentions = new Mentions(asker);
        String text = new String(key.slice(Math.min(1, key.size()), key.size()).toArray(), StandardCharsets.ISO_8859_1);
        for (String name : text.split("[^A-Za-z0-9._-]", -1)) mentions.look(name);
        return mentions.names;
    }

    static SortedSet<String> in(Intent intent, Optional<String> asker) {
        return intent.call() instanceof Call.Invoke call ? in(call.arguments(), asker) : new TreeSet<>();
    }

    static Optional<Intent> intent(Transaction transaction) {
        return transaction instanceof Transaction.Cose cose ? Optional.of(cose.intent()) : Optional.empty();
    }

    private void walk(Cbor item) {
        switch (item) {
            case Cbor.Text(String text) -> look(text);
            case Cbor.Array(var items) -> items.forEach(this::walk);
            case Cbor.Dictionary(var entries) ->
                entries.forEach(entry -> {
                    walk(entry.getKey());
                    walk(entry.getValue());
                });
            default -> {
                // no text in it
            }
        }
    }

    private void look(String text) {
        if (names.size() < NAMES_MAX
                && Names.valid(text)
                && ChainSpec.owner(text)
                        .filter(owner -> !asker.equals(Optional.of(owner)))
                        .isPresent()) names.add(text);
    }
}
