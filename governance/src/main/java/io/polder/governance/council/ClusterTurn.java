package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether a cluster of a chain of its own gets another roster now, and which: what its members have decided, with what
/// its cities have announced for the epoch to come.
///
/// @param own what the contract itself holds, as this block has it
/// @param time of this block, by which keys stand
record ClusterTurn(Clusters.Term now, Placement wanted, StateReader own, StateReader authority, long time) {
    /// Refuses cities of which too few have been members so far: they certify the change.
    void checked(Placement next) {
        int staying = staying(next.cities()).size();
        Roster before = now.roster();
        if (staying < before.quorum())
            throw new Revert(
                    "loses-quorum",
                    "expected " + before.quorum() + " of the "
                            + before.members().size() + " cities of "
                            + before.cluster() + " to stay, which certify the change; got " + staying
                            + ": change fewer cities at once, or add some first");
    }

    /// Those of the roster that are named on, with the key that they have in it.
    private List<Member> staying(Set<String> cities) {
        return now.roster().members().stream()
                .filter(m -> cities.contains(m.name()) && stands(m))
                .toList();
    }

    boolean stands(Member member) {
        return Authority.key(authority, member.address(), member.key().thumbprint(), time)
                instanceof KeyStanding.Active;
    }

    /// The named cities that have announced nothing for the epoch to come, or for another engine, or by a key that has
    /// ended since.
    List<String> waits() {
        return wanted.cities().stream()
                .filter(city -> ready(city).filter(this::stands).isEmpty())
                .toList();
    }

    private Optional<Member> ready(String city) {
        return Clusters.ready(own, now.roster().cluster(), now.roster().epoch() + 1, city)
                .filter(ready -> ready.ordering() == wanted.ordering())
                .map(Clusters.Ready::member);
    }

    /// Members have decided on other cities or another engine, or a city has another key than in the roster.
    boolean due() {
        Roster roster = now.roster();
        boolean named = roster.members().size() == wanted.cities().size()
                && roster.members().stream().allMatch(m -> wanted.cities().contains(m.name()));
        return !named
                || now.ordering() != wanted.ordering()
                || !roster.members().stream().allMatch(this::stands);
    }

    /// The next roster, once all that it names are ready and enough of the members stay. A member keeps its number.
    ///
    /// @param last the highest number that any member had so far
    Optional<Roster> next(long last) {
        Roster before = now.roster();
        if (!due() || !waits().isEmpty() || staying(wanted.cities()).size() < before.quorum()) return Optional.empty();
        List<Member> members = new ArrayList<>();
        long free = last + 1;
        for (String city : wanted.cities()) {
            Member ready = ready(city).orElseThrow();
            Optional<Member> seat = before.member(city);
            long number = seat.isPresent() ? seat.get().number() : free++;
            members.add(new Member(number, city, ready.home(), ready.key(), ready.doors(), ready.engineKey()));
        }
        members.sort(Comparator.comparingLong(Member::number));
        return Optional.of(new Roster(before.cluster(), before.epoch() + 1, members));
    }
}
