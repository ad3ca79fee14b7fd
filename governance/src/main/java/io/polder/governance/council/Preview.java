package io.polder.governance.council;

import io.polder.contract.Rights.Act;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a motion changes and who can do what afterwards, in words.
record Preview(Charters charters, Enactment enactment) {
    Cbor of(Motion motion, Voting.Body body) {
        Optional<Charter> before = charters.find(motion.chain());
        Optional<Charter> after = after(motion, before);
        List<String> changes = new ArrayList<>();
        before.ifPresent(b -> after.ifPresent(a -> changes(b, a, changes)));
        if (changes.isEmpty()) changes.add(sentence(motion));
        return Cbor.map(
                Cbor.of("chain"), Cbor.of(motion.chain()),
                Cbor.of("changes"), Fields.texts(changes),
                Cbor.of("afterwards"), after.map(Preview::may).orElse(Cbor.NULL),
                Cbor.of("members"), Fields.texts(body.members()),
                Cbor.of("needs"), Cbor.of(Voting.needs(body)),
                Cbor.of("lock"), Cbor.of(body.terms().lock()),
                Cbor.of("period"), Cbor.of(body.terms().period()));
    }

    private Optional<Charter> after(Motion motion, Optional<Charter> before) {
        return switch (motion) {
            case Motion.FoundChain m -> Optional.of(m.charter());
            case Motion.ChangePolicy m -> before.map(b -> b.with(m.policy()));
            case Motion.AdmitMember m ->
                before.map(b -> {
                    SortedSet<String> members = new TreeSet<>(b.members());
                    members.add(m.member());
                    return b.with(members);
                });
            case Motion.RemoveMember m ->
                before.map(b -> {
                    SortedSet<String> members = new TreeSet<>(b.members());
                    members.remove(m.member());
                    return b.with(members);
                });
            case Motion.ChangeCities m -> before.map(b -> b.with(m.placement()));
            case Motion.RollBack m -> enactment.restored(m).or(() -> before);
            default -> before;
        };
    }

    private static void changes(Charter before, Charter after, List<String> changes) {
        for (String member : after.members())
            if (!before.members().contains(member)) changes.add(member + " becomes a member");
        for (String member : before.members())
            if (!after.members().contains(member)) changes.add(member + " is no member any more");
        before.placement().ifPresent(b -> after.placement().ifPresent(a -> changes(b, a, changes)));
        for (Act act : Act.values()) {
            SortedSet<String> old = before.policy().rights(act);
            SortedSet<String> now = after.policy().rights(act);
            for (String right : now) if (!old.contains(right)) changes.add("from now on " + right);
            for (String right : old) if (!now.contains(right)) changes.add("no longer " + right);
        }
        for (Area area : Area.values()) {
            Threshold old = before.policy().threshold(area);
            Threshold now = after.policy().threshold(area);
            if (!old.equals(now))
                changes.add("a decision on \"" + area.text() + "\" takes " + now.text() + " instead of " + old.text());
        }
        if (!before.policy().terms().equals(after.policy().terms())) {
            Terms now = after.policy().terms();
            changes.add("votes run " + now.period() + " s, take effect after " + now.lock() + " s, quorum "
                    + now.quorum() + " %");
        }
    }

    private static void changes(Placement before, Placement after, List<String> changes) {
        if (before.same(after)) return;
        for (String city : after.cities())
            if (!before.cities().contains(city))
                changes.add("city " + city + " takes all that the chain holds and keeps it");
        for (String city : before.cities())
            if (!after.cities().contains(city))
                changes.add("city " + city + " gets nothing new of the chain; what it has stays on its disk");
        if (before.ordering() != after.ordering())
            changes.add("its order is kept by " + after.ordering().text() + " instead of "
                    + before.ordering().text());
        changes.add(withstands("it withstands ", after) + withstands(", until now ", before));
    }

    private static String withstands(String intro, Placement placement) {
        int count = placement.cities().size();
        Ordering ordering = placement.ordering();
        return intro + ordering.lying(count) + " that lie and " + ordering.crashed(count) + " that are silent of "
                + count;
    }

    private static String sentence(Motion motion) {
        return switch (motion) {
            case Motion.FoundChain m ->
                "chain " + m.chain() + " is founded, "
                        + m.charter().spec().category().text() + ", by "
                        + String.join(", ", m.charter().members());
            case Motion.SetQuota m -> m.subject() + " gets another quota on " + m.chain();
            case Motion.RegisterOrganisation m -> m.organisation() + " becomes an organisation of the network";
            case Motion.SuspendOrganisation m -> m.organisation() + " and all that act for it can do nothing more";
            case Motion.RestoreOrganisation m -> m.organisation() + " and all that act for it can act again";
            case Motion.CityFollows m -> "a city node follows all blocks, without a seat";
            case Motion.CityUnfollows m -> "city node " + m.node() + " gets no blocks any more";
            case Motion.CityJoins m -> "a city node joins cluster " + m.cluster();
            case Motion.CityLeaves m -> "city node " + m.node() + " leaves cluster " + m.cluster();
            case Motion.RollBack m -> "what proposal " + m.proposal() + " changed is as it was before";
            default -> "nothing that could be seen in rights or members";
        };
    }

    /// For each act: who may do what.
    private static Cbor may(Charter charter) {
        SortedMap<String, SortedSet<String>> may = new TreeMap<>();
        for (Act act : Act.values()) may.put(act.text(), charter.policy().rights(act));
        return Fields.table(may, Fields::texts);
    }
}
