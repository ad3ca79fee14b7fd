package io.polder.governance.council;

import io.polder.protocol.encoding.Cbor;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// The votes of a body as they count now: each member's own, or else that of whom it has delegated to.
record Count(int body, SortedSet<String> yes, SortedSet<String> no, SortedSet<String> abstain) {
    /// What a member can say.
    static final String YES = "yes";

    static final String NO = "no";
    static final String ABSTAIN = "abstain";

    static Count of(SortedSet<String> body, Map<String, String> votes, SortedMap<String, String> delegations) {
        Count count = new Count(body.size(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        for (String member : body) {
            String speaker = member;
            for (int hops = 0; hops <= body.size() && !votes.containsKey(speaker); hops++) {
                String next = delegations.get(speaker);
                if (next == null || !body.contains(next)) break;
                speaker = next;
            }
            String vote = votes.get(speaker);
            if (vote == null) continue;
            (vote.equals(YES) ? count.yes : vote.equals(NO) ? count.no : count.abstain).add(member);
        }
        return count;
    }

    private int cast() {
        return yes.size() + no.size() + abstain.size();
    }

    /// Whether it is decided: by the whole body at any time, or after the period by those who voted, if they are
    /// enough.
    /// One vote never decides for others, unless the threshold says that one may.
    boolean passes(Collection<Threshold> thresholds, Terms terms, boolean over) {
        if (thresholds.stream().allMatch(t -> t.met(yes, body))) return true;
        boolean enough = over && terms.quorum() > 0 && cast() * 100L >= terms.quorum() * body && yes.size() >= 2;
        return enough && thresholds.stream().allMatch(t -> t.met(yes, among(t)));
    }

    /// Those of whom a threshold is a part: who said yes or no, but everybody where it takes all.
    private int among(Threshold threshold) {
        return threshold instanceof Threshold.All ? body : yes.size() + no.size();
    }

    /// Whether it cannot be decided any more, whatever those say who have not voted.
    boolean fails(Collection<Threshold> thresholds, Terms terms, SortedSet<String> members) {
        SortedSet<String> possible = new TreeSet<>(members);
        possible.removeAll(no);
        possible.removeAll(abstain);
        if (terms.quorum() > 0) return 2 * no.size() > body;
        return !thresholds.stream().allMatch(t -> t.met(possible, body));
    }

    Cbor shown() {
        return Cbor.map(
                Cbor.of("members"), Cbor.of(body),
                Cbor.of(YES), Fields.texts(yes),
                Cbor.of(NO), Fields.texts(no),
                Cbor.of(ABSTAIN), Fields.texts(abstain));
    }
}
