package io.polder.chain;

import io.polder.ledger.Ledger;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import java.util.List;

/// When the next epoch's engine may begin at this city: its last round is certified here, and as far as can be had so
/// is every round before it, since nobody will sign for that epoch any more.
final class Succession {
    /// Looks between the last certificate and the end of the old engine, in which others gather their signatures.
    static final int GRACE_LOOKS = 1;
    /// Looks after which a round that lacks its certificate is left to the later ones, which cover it.
    static final int GAP_LOOKS_MAX = 20;

    private final ClusterParts parts;
    private final Ledger ledger;
    private final Epochs epochs;
    private final RoundCommitter committer;
    private long ending = -1;
    private int looks;

    Succession(ClusterParts parts, Ledger ledger, Epochs epochs, RoundCommitter committer) {
        this.parts = parts;
        this.ledger = ledger;
        this.epochs = epochs;
        this.committer = committer;
    }

    /// One look, by the keeper's thread alone.
    boolean due(EngineRun now) {
        Roster next = epochs.newest();
        if (next.epoch() == now.roster().epoch()) return false;
        if (ending != next.epoch()) {
            ending = next.epoch();
            looks = 0;
        }
        List<RoundRecord> gaps = gaps(next);
        for (RoundRecord gap : gaps) fetch(gap);
        boolean last = epochs.running().epoch() == next.epoch();
        if (last) looks++;
        return last && looks > (gaps.isEmpty() ? GRACE_LOOKS : GAP_LOOKS_MAX);
    }

    private List<RoundRecord> gaps(Roster next) {
        return ledger.uncertified(Certifier.RESUME_MAX).stream()
                .filter(record -> record.epoch() < next.epoch())
                .toList();
    }

    /// A neighbour may have gathered what this city lacks.
    private void fetch(RoundRecord gap) {
        for (RoundBundle bundle : parts.neighbours().rounds(gap.round() - 1, 1)) {
            boolean holds = bundle.record().equals(gap)
                    && epochs.roster(gap.epoch())
                            .filter(roster -> bundle.certificate()
                                    .fault(gap, roster, parts.signatures())
                                    .isEmpty())
                            .isPresent();
            if (holds) committer.certify(gap.round(), bundle.certificate());
        }
    }
}
