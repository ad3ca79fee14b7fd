package io.polder.api.node;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Entry;
import io.polder.protocol.Event;
import io.polder.protocol.Intent;
import io.polder.protocol.Names;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What the authority chain says of private chains, and to whom: to the owner's people alone. A private chain's name
/// says whose it is, so what the owner and the named cities wrote of it is kept from others by its form, whether the
/// chain is there or not; what others wrote is theirs to show.
final class Veil {
    private static final Set<String> OF_CHAINS = Set.of("council", "clusters", "rosters", "settlement");

    private final Optional<String> asker;
    private final Function<Address, Optional<String>> organisations;

    /// @param organisations who answers for an address
    Veil(Address asker, Function<Address, Optional<String>> organisations) {
        this.asker = organisations.apply(asker);
        this.organisations = organisations;
    }

    /// Whether an entry of the authority chain is told.
    boolean tells(Entry entry) {
        if (!(entry.transaction() instanceof Transaction.Cose cose)) return true;
        Intent intent = cose.intent();
        if (!(intent.call() instanceof Call.Invoke call) || !OF_CHAINS.contains(call.contract())) return true;
        boolean city = intent.sender().kind() == Address.Kind.CITY;
        Optional<String> sender = city ? Optional.empty() : organisations.apply(intent.sender());
        Predicate<String> kept =
                owner -> (city || sender.equals(Optional.of(owner))) && !asker.equals(Optional.of(owner));
        if (names(call.arguments(), kept)) return false;
        for (Event event : entry.receipt().events()) if (names(event.data(), kept)) return false;
        return !(entry.receipt().outcome() instanceof Outcome.Succeeded(Cbor result)) || !names(result, kept);
    }

    /// Whether the authority chain's state is proven under a key. That nothing is there is not proven to others: such a
    /// proof shows the nearest entry, which may be a hidden chain's.
    boolean tells(String contract, Bytes key) {
        if (!OF_CHAINS.contains(contract)) return true;
        String text = new String(key.slice(Math.min(1, key.size()), key.size()).toArray(), StandardCharsets.ISO_8859_1);
        for (String name : text.split("[^A-Za-z0-9._-]", -1))
            if (others(name, owner -> !asker.equals(Optional.of(owner)))) return false;
        return true;
    }

    /// Whether the value that is proven under such a key is told.
    boolean tells(Bytes value) {
        try {
            return !names(Cbor.decode(value), owner -> !asker.equals(Optional.of(owner)));
        } catch (Malformed e) {
            // nothing of chains is written in another form
            return true;
        }
    }

    private static boolean names(Cbor item, Predicate<String> kept) {
        return switch (item) {
            case Cbor.Text(String text) -> others(text, kept);
            case Cbor.Array(var items) -> items.stream().anyMatch(each -> names(each, kept));
            case Cbor.Dictionary(var entries) -> {
                for (Map.Entry<Cbor, Cbor> entry : entries)
                    if (names(entry.getKey(), kept) || names(entry.getValue(), kept)) yield true;
                yield false;
            }
            default -> false;
        };
    }

    private static boolean others(String text, Predicate<String> kept) {
        return Names.valid(text) && ChainSpec.owner(text).filter(kept).isPresent();
    }
}
