package io.polder.chain;

import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.governance.KeyUse;
import io.polder.ledger.Ledger;
import io.polder.ledger.StateAt;
import io.polder.ledger.StateTree;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Intent;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.tree.Versioned;
import io.polder.things.ThingKey;
import io.polder.things.Things;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The authority chain's newest state, by which senders are known, and what was found out about transactions at the
/// door, so that this city checks none of its own a second time.
final class Authorities {
    static final int ADMITTED_MAX = 65_536;

    private final Ledger ledger;
    private final StateTree tree;
    private final Optional<ClusterParts.OwnChain> own;
    private final BooleanSupplier serving;
    private final Map<Hash, Opened> admitted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Opened> eldest) {
            return size() > ADMITTED_MAX;
        }
    };
    private volatile Senders.Authorities now = new Senders.Authorities(-1, (contract, key) -> Optional.empty());

    Authorities(ClusterParts parts, Ledger ledger, BooleanSupplier serving) {
        this.serving = serving;
        this.ledger = ledger;
        this.own = parts.own();
        this.tree = new StateTree(parts.stores().ledger(), Chain.stateSpace(ChainSpec.AUTHORITY));
    }

    /// Follows the authority chain to its newest block; in a cluster without it, to what that cluster has imported.
    void refresh() {
        long height = own.map(this::imported)
                .orElseGet(() -> ledger.chain(ChainSpec.AUTHORITY).nextHeight() - 1);
        if (height != now.height()) now = later(height);
    }

    /// The state at a height that this city may not have come to yet.
    Senders.Authorities later(long height) {
        return own.map(o -> o.authority().at(height, serving)).orElseGet(() -> at(height));
    }

    private long imported(ClusterParts.OwnChain chain) {
        return ledger.chain(chain.spec().name())
                .head()
                .map(header -> header.rules().authorityHeight())
                .orElse(chain.height());
    }

    /// The state after the block of a height that this ledger holds.
    Senders.Authorities at(long height) {
        StateAt state = tree.at(height).orElseThrow();
        StateReader reader =
                (contract, key) -> state.get(Bytes.utf8(contract), key).map(Versioned::value);
        return new Senders.Authorities(height, reader);
    }

    /// The authority chain's state as this ledger keeps it.
    StateTree tree() {
        return tree;
    }

    Senders.Authorities now() {
        return now;
    }

    /// The key of an address with this thumbprint, if it may sign now.
    Optional<PublicKey> key(Address who, Hash thumbprint, long time) {
        if (who.kind() == Address.Kind.THING)
            return Things.key(now.state(), who.name(), thumbprint) instanceof ThingKey.Active active
                    ? Optional.of(active.key())
                    : Optional.empty();
        return Authority.key(now.state(), who, thumbprint, time) instanceof KeyStanding.Active active
                        && active.use() != KeyUse.RECOVER
                ? Optional.of(active.key())
                : Optional.empty();
    }

    /// Remembers what the door found out until the transaction comes back in a round.
    void admitted(Opened opened) {
        synchronized (admitted) {
            admitted.put(opened.transaction().id(), opened);
        }
    }

    private Optional<Opened> recall(Transaction transaction) {
        synchronized (admitted) {
            return Optional.ofNullable(admitted.remove(transaction.id()))
                    .filter(o -> o.transaction().raw().equals(transaction.raw()));
        }
    }

    /// Reads a transaction and checks its signature; empty when it cannot be read or is for no chain here.
    Optional<Opened> open(Bytes wire, Map<String, Chain> chains) {
        if (!(Opened.read(wire) instanceof Opened.Reading.Done(Transaction transaction))) return Optional.empty();
        Optional<Opened> known = recall(transaction);
        if (known.isPresent()) return known;
        Optional<Intent> intent = Opened.intent(transaction);
        if (intent.isPresent())
            return Optional.ofNullable(chains.get(intent.get().domain().chain()))
                    .map(chain -> chain.open(transaction, wire.size()));
        return chains.values().stream()
                .map(chain -> chain.open(transaction, wire.size()))
                .filter(o -> o.proven() instanceof Opened.Proven.ByEnvelope)
                .findFirst();
    }
}
