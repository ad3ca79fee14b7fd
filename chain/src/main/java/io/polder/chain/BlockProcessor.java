package io.polder.chain;

import io.polder.chain.Opened.Proven;
import io.polder.contract.Archive;
import io.polder.contract.Context;
import io.polder.contract.EnvelopeReader;
import io.polder.contract.Execution;
import io.polder.contract.Executor;
import io.polder.governance.Authority;
import io.polder.ledger.Batch;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Overlay;
import io.polder.ledger.StateTree;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Event;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.Receipt;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes a chain's block of a round: each transaction in its order, with its receipt. One per chain, one thread at a
/// time; nothing is written here.
final class BlockProcessor {
    /// The rules by which blocks are made; an upgrade is a vote with an activation height.
    static final long PROTOCOL = 1;

    /// How many headers back a contract may ask for.
    static final int HEADERS_MAX = 256;

    /// Refusals by policy or quota of one sender that get a place in a block.
    static final int REFUSALS_MAX = 64;

    /// A block that is made but not written, and everything its chain would write with it.
    record Draft(Block block, Batch batch) {}

    /// What a block is made by: the chain's parts.
    record Parts(ChainLedger ledger, StateTree tree, Executor executor, Gatekeeper gatekeeper, ChainRights rights) {}

    private final Genesis genesis;
    private final Hash network;
    private final Parts parts;
    private final Limits limits;

    BlockProcessor(Genesis genesis, Hash network, Parts parts) {
        this.genesis = genesis;
        this.network = network;
        this.parts = parts;
        this.limits = genesis.limits();
    }

    /// The block that every city makes by itself before the first round, or in the round that founds the chain.
    Draft genesisBlock(Map<StateKey, Bytes> entries, long round, long time, long authorityHeight) {
        Making making = new Making(
                new Header.Place(0, round, time), new Senders.Authorities(authorityHeight, (c, k) -> Optional.empty()));
        making.overlay.transaction(0);
        entries.forEach(making.overlay::put);
        return making.finish();
    }

    /// The block of a round, or nothing when no transaction is worth a place in it and no authority height is imported.
    Optional<Draft> process(
            long round, long time, List<Opened> transactions, Senders.Authorities authorities, boolean imported) {
        long height = parts.ledger.nextHeight();
        long notBefore = parts.ledger.head().map(Header::time).orElse(0L);
        Making making = new Making(new Header.Place(height, round, Math.max(time, notBefore)), authorities);
        for (Opened transaction : transactions) making.take(transaction);
        return making.entries.isEmpty() && !imported ? Optional.empty() : Optional.of(making.finish());
    }

    /// A block in the making.
    private final class Making {
        private final Header.Place place;
        private final Senders.Authorities authorities;
        private final Overlay overlay;
        private final Executor.Setting setting;
        private final Executor.Desk desk;
        private final Lanes lanes;
        private final Hash parent = parts.ledger.head().map(Header::hash).orElse(network);
        private final Metering metering;
        private final Map<Address, Integer> refused = new HashMap<>();
        private final Early early = new Early();
        private final List<Entry> entries = new ArrayList<>();
        private final Set<Hash> ids = new HashSet<>();
        private final List<ChainLedger.Seen> seen = new ArrayList<>();
        private final List<ChainLedger.IndexWrite> index = new ArrayList<>();
        private long gas;
        private long bytes;

        Making(Header.Place place, Senders.Authorities authorities) {
            this.place = place;
            this.authorities = authorities;
            this.overlay = new Overlay(
                    parts.tree
                            .at(Math.max(0, place.height() - 1))
                            .orElseThrow(() -> new IllegalStateException("no state below block " + place.height())),
                    place.height());
            this.setting = new Executor.Setting(
                    genesis.domain(parts.ledger.chain()),
                    limits,
                    authorities.state(),
                    this::header,
                    parts.rights.at(authorities));
            this.desk = new Executor.Desk(overlay, Archive.CLOSED);
            this.lanes = new Lanes(overlay);
            this.metering = new Metering(parts.ledger.chain(), overlay, authorities.state());
        }

        /// One that comes before its turn goes after the one it waits for, if that is in this round too.
        void take(Opened transaction) {
            Optional<Opened> next = Optional.of(transaction);
            while (next.isPresent()) {
                add(next.get());
                next = early.after(next.get().intent());
            }
        }

        /// What leaves no trace: what is not proven, is out of its time, or has its place already.
        void add(Opened before) {
            Intent intent = before.intent();
            Hash id = before.transaction().id();
            boolean foreign = before.proven() instanceof Proven.ByEnvelope;
            if (!foreign && !inTime(intent)) return;
            if (ids.contains(id) || parts.ledger.seen(id)) return;
            Opened opened = parts.gatekeeper.again(before, authorities, place.time());
            if (opened.proven() instanceof Proven.Not) return;
            if (foreign) {
                EnvelopeReader.Turn turn = turn(opened);
                if (turn instanceof EnvelopeReader.Turn.Later) early.keep(before);
                if (!(turn instanceof EnvelopeReader.Turn.Now)) return;
            }
            List<Metering.Account> accounts = metering.accounts(opened);
            Optional<Outcome> against = against(opened, accounts);
            if (against.isPresent() && (foreign || !refusable(opened.intent().sender()))) return;
            overlay.transaction(entries.size());
            if (overBudget(opened)) {
                put(opened, new Receipt(id, new Outcome.Deferred(), 0, List.of()));
                return;
            }
            ids.add(id);
            if (!foreign) seen.add(new ChainLedger.Seen(id, intent.window().expires()));
            put(
                    opened,
                    against.or(() -> overtaken(opened.intent()))
                            .map(r -> new Receipt(id, r, 0, List.of()))
                            .orElseGet(() -> run(opened, accounts)));
        }

        private EnvelopeReader.Turn turn(Opened opened) {
            return parts.gatekeeper.turn(
                    opened.transaction().envelope(),
                    opened.intent(),
                    (contract, key) -> overlay.get(Bytes.utf8(contract), key).map(Versioned::value));
        }

        /// Of the last headers, the parent's is asked for again and again.
        private Optional<Hash> header(long height) {
            if (height >= place.height() || height < place.height() - HEADERS_MAX) return Optional.empty();
            return height == place.height() - 1
                    ? Optional.of(parent)
                    : parts.ledger.header(height).map(Header::hash);
        }

        private boolean inTime(Intent intent) {
            return intent.window().wellFormed()
                    && intent.window().begun(place.time())
                    && !intent.window().expired(place.time());
        }

        private boolean overBudget(Opened opened) {
            Limits.Block block = limits.block();
            return gas >= block.gas()
                    || bytes + opened.size() > block.bytes()
                    || entries.size() >= block.transactions();
        }

        private void put(Opened opened, Receipt receipt) {
            gas += receipt.gas();
            bytes += opened.size();
            entries.add(new Entry(opened.transaction(), receipt));
        }

        /// Whether a refusal of this sender still gets a place here: past some of them they leave no trace, so that who
        /// is refused again and again fills no block with it.
        private boolean refusable(Address sender) {
            return refused.merge(sender, 1, Integer::sum) <= REFUSALS_MAX;
        }

        /// What the chain's policy and the quotas say against it.
        private Optional<Outcome> against(Opened opened, List<Metering.Account> accounts) {
            return Gatekeeper.barred(opened.intent(), setting.rights())
                    .<Outcome>map(not -> new Outcome.Refused(not.code().text(), not.detail()))
                    .or(() -> metering.over(accounts, place.time(), opened.size(), parts.gatekeeper.gas(opened))
                            .map(Making::overQuota));
        }

        private static Outcome overQuota(String detail) {
            return new Outcome.Refused(RefusalCode.OVER_QUOTA.text(), detail);
        }

        private Optional<Outcome> overtaken(Intent intent) {
            if (lanes.advance(intent.sender(), intent.lane())) return Optional.empty();
            return Optional.of(new Outcome.Refused(
                    RefusalCode.OVERTAKEN.text(),
                    "lane " + intent.lane().number() + " of " + intent.sender() + " is past sequence "
                            + intent.lane().sequence()));
        }

        /// Runs it, unless what it would store is more than somebody may; the gas is spent all the same.
        private Receipt run(Opened opened, List<Metering.Account> accounts) {
            metering.count(accounts, place.time(), opened.size());
            Context.Moment moment = new Context.Moment(place.height(), place.round(), place.time(), entries.size());
            Executor.Request request = new Executor.Request(
                    opened.transaction().id(),
                    opened.intent().sender(),
                    opened.origin(),
                    opened.intent().call(),
                    Math.min(limits.transactionGas(), metering.gasLeft(accounts)));
            overlay.begin();
            Execution execution = parts.executor.run(request, moment, setting, desk);
            SortedMap<Bytes, Long> growth = overlay.growth();
            metering.spend(accounts, execution.gas());
            Optional<String> overfull = metering.overfull(accounts, growth);
            if (overfull.isPresent()) {
                overlay.drop();
                return new Receipt(request.transaction(), overQuota(overfull.get()), execution.gas(), List.of());
            }
            overlay.keep();
            metering.store(accounts, growth);
            for (Execution.IndexEntry each : execution.index())
                index.add(new ChainLedger.IndexWrite(each.contract(), each.key(), each.value()));
            return new Receipt(request.transaction(), execution.outcome(), execution.gas(), marked(opened, execution));
        }

        /// What a node has signed with a key that it keeps for somebody says so for ever.
        private static List<Event> marked(Opened opened, Execution execution) {
            if (!(opened.proven() instanceof Proven.Under under) || !under.hosted()) return execution.events();
            List<Event> events = new ArrayList<>(execution.events());
            events.add(new Event(
                    Authority.NAME, Authority.HOSTED, Cbor.of(under.key().thumbprint())));
            return events;
        }

        Draft finish() {
            metering.write();
            Batch batch = new Batch();
            Hash stateRoot = parts.tree.apply(place.height(), overlay.changes(), batch);
            Header header = new Header(
                    setting.domain(),
                    new Header.Rules(PROTOCOL, authorities.height()),
                    place,
                    parent,
                    Block.entriesRoot(entries),
                    stateRoot,
                    parts.ledger.history().root(),
                    gas);
            Block block = new Block(header, entries);
            parts.ledger.append(batch, block, new ChainLedger.Additions(index, seen));
            return new Draft(block, batch);
        }
    }

    /// What a round brought before its turn, by sender and sequence; what is still here at its end leaves no trace.
    private static final class Early {
        private final Map<Address, NavigableMap<Long, Opened>> waiting = new HashMap<>();

        void keep(Opened opened) {
            waiting.computeIfAbsent(opened.intent().sender(), s -> new TreeMap<>())
                    .putIfAbsent(opened.intent().lane().sequence(), opened);
        }

        /// Takes out the one that comes after this one.
        Optional<Opened> after(Intent intent) {
            NavigableMap<Long, Opened> own = waiting.get(intent.sender());
            return own == null
                    ? Optional.empty()
                    : Optional.ofNullable(own.remove(intent.lane().sequence() + 1));
        }
    }

    /// Keeps the last sequence of every ordered lane of every sender, in the chain's state.
    private static final class Lanes {
        private static final Bytes NAMESPACE = Bytes.utf8("lanes");

        private final Overlay overlay;

        Lanes(Overlay overlay) {
            this.overlay = overlay;
        }

        /// Takes the lane's next place; false when the lane is past it already.
        boolean advance(Address sender, Lane lane) {
            if (!lane.ordered()) return true;
            StateKey slot = new StateKey(
                    NAMESPACE,
                    Cbor.array(sender.toCbor(), Cbor.of(lane.number())).encode());
            Optional<Long> last =
                    overlay.get(slot).map(v -> Cbor.decode(v.value()).asInt());
            if (last.isPresent() && last.get() >= lane.sequence()) return false;
            overlay.put(slot, Cbor.of(lane.sequence()).encode());
            return true;
        }
    }
}
