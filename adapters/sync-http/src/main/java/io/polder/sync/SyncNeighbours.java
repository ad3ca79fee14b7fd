package io.polder.sync;

import io.polder.chain.Neighbours;
import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Asks the other cities of a cluster in turn. One that gives bad bytes, or that the chain blames, is dropped for a
/// while and counted; one that does not answer is passed over for a moment.
public final class SyncNeighbours implements Neighbours, AutoCloseable {
    static final Duration DROPPED = Duration.ofMinutes(5);
    static final Duration SILENT = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(SyncNeighbours.class.getName());

    private final SyncIdentity identity;
    private final Patience patience;
    private final CityKeys keys;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private Optional<Roster> known = Optional.empty();
    private final Map<String, Instant> shunned = new HashMap<>();
    private final Map<String, Long> blamed = new HashMap<>();
    private final Map<String, String> troubles = new HashMap<>();
    private int turn;
    private Optional<String> last = Optional.empty();

    public SyncNeighbours(SyncIdentity identity, Patience patience) {
        this.identity = identity;
        this.patience = patience;
        this.keys = identity.keys();
    }

    /// Those of the newest roster; the ways to those that are where they were stay open.
    private void know(Roster roster) {
        if (known.equals(Optional.of(roster))) return;
        known = Optional.of(roster);
        List<Member> others = roster.members().stream()
                .filter(m -> !m.name().equals(identity.node()))
                .toList();
        neighbours.removeIf(n -> {
            boolean gone = others.stream().noneMatch(n::leadsTo);
            if (gone) n.close();
            return gone;
        });
        for (Member other : others)
            if (neighbours.stream().noneMatch(n -> n.leadsTo(other)))
                neighbours.add(new Neighbour(other, identity, keys, patience));
        turn = 0;
    }

    @Override
    public void learn(Roster roster) {
        identity.seats().learn(roster);
    }

    @Override
    public synchronized List<Handover> handovers(long afterEpoch) {
        return ask(n -> Optional.of(n.handovers(afterEpoch)).filter(h -> !h.isEmpty()))
                .orElse(List.of());
    }

    @Override
    public synchronized Optional<Bytes> snapshot(SnapshotPart part) {
        return ask(n -> n.snapshot(part));
    }

    @Override
    public synchronized boolean offer(Bytes wire) {
        return ask(n -> n.offer(wire) ? Optional.of(true) : Optional.empty()).isPresent();
    }

    private interface Question<T> {
        Optional<T> ask(Neighbour neighbour) throws IOException, InterruptedException;
    }

    @Override
    public synchronized List<RoundBundle> rounds(long after, int limit) {
        int bounded = Math.clamp(limit, 1, Paths.ROUNDS_MAX);
        return ask(n -> Optional.of(n.rounds(after, bounded)).filter(r -> !r.isEmpty()))
                .orElse(List.of());
    }

    /// The certificate of a round from whoever has it; not checked here.
    public synchronized Optional<Certificate> certificate(long round) {
        return ask(n -> n.certificate(round));
    }

    /// The newest certified round of each neighbour that answers.
    public synchronized Map<String, Long> heads() {
        Map<String, Long> heads = new HashMap<>();
        ask(n -> {
            heads.put(n.member().name(), n.certifiedRound());
            return Optional.empty();
        });
        return heads;
    }

    private <T> Optional<T> ask(Question<T> question) {
        know(identity.roster());
        int first = turn;
        for (int i = 0; i < neighbours.size(); i++) {
            int at = (first + i) % neighbours.size();
            Neighbour neighbour = neighbours.get(at);
            String name = neighbour.member().name();
            if (identity.clock().instant().isBefore(shunned.getOrDefault(name, Instant.MIN))) continue;
            try {
                Optional<T> answer = question.ask(neighbour);
                if (answer.isEmpty()) continue;
                turn = at;
                last = Optional.of(name);
                return answer;
            } catch (SSLException e) {
                // Somebody else sits at this address, or a member lets us in no more: no proof against the member.
                pass(name, SILENT, "no TLS with it: " + e.getMessage());
            } catch (IOException e) {
                pass(name, SILENT, "it does not answer: " + e.getMessage());
            } catch (Malformed e) {
                drop(name, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void blame(String why) {
        last.ifPresent(name -> drop(name, why));
        last = Optional.empty();
    }

    private void drop(String name, String why) {
        blamed.merge(name, 1L, Long::sum);
        LOG.log(Level.WARNING, "dropped neighbour {0} for {1}: {2}", name, DROPPED, why);
        troubles.put(name, why);
        shunned.put(name, identity.clock().instant().plus(DROPPED));
        turn = neighbours.isEmpty() ? 0 : (turn + 1) % neighbours.size();
    }

    private void pass(String name, Duration time, String why) {
        LOG.log(Level.DEBUG, "passed over neighbour {0}: {1}", name, why);
        troubles.put(name, why);
        shunned.put(name, identity.clock().instant().plus(time));
    }

    /// How often each neighbour gave what did not hold.
    public synchronized Map<String, Long> blamed() {
        return Map.copyOf(blamed);
    }

    /// The last trouble with each neighbour that had one, for the operator.
    public synchronized Map<String, String> troubles() {
        return Map.copyOf(troubles);
    }

    @Override
    public synchronized void close() {
        neighbours.forEach(Neighbour::close);
    }
}
