package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.Rights.Act;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import io.polder.testkit.Shown;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CouncilTest extends CouncilWorld {
    @Test
    void a_chain_is_there_once_all_its_founders_have_agreed() {
        long id = propose("berlin", charter("harbour", "consortium", THREE, Cbor.map()));
        vote("hamburg", id);
        chain.nextBlock();
        assertThat(Council.charter(chain::settled, "harbour")).isEmpty();
        vote("kiel", id);
        assertThat(chain.events().stream()
                        .flatMap(e -> Council.founded(e).stream())
                        .map(ChainSpec::name))
                .containsExactly("harbour");
        assertThat(charter("harbour").members()).containsExactlyElementsOf(THREE);
        assertThat(refused("berlin", charter("harbour", "public", THREE, Cbor.map())))
                .isEqualTo("exists");
    }

    @Test
    void a_charter_that_cannot_work_is_refused() {
        assertThat(refused("berlin", charter("berlin.x", "private", THREE, Cbor.map())))
                .isEqualTo("bad-members");
        assertThat(refused("berlin", charter("x", "consortium", List.of(), Cbor.map())))
                .isEqualTo("bad-members");
        assertThat(refused("berlin", charter("x", "authority", THREE, Cbor.map())))
                .isEqualTo("bad-category");
        assertThat(refused("berlin", charter("x", "consortium", List.of("berlin", "oslo"), Cbor.map())))
                .isEqualTo("unknown-organisation");
        assertThat(refused("berlin", charter("x", "consortium", THREE, thresholds("policy", "any"))))
                .isEqualTo("one-alone");
        assertThat(refused("berlin", charter("x", "consortium", THREE, thresholds("admit", "2 of oslo, rome"))))
                .isEqualTo("unreachable");
        assertThat(refused("berlin", charter("x", "consortium", List.of("kiel"), Cbor.map())))
                .isEqualTo("not-a-member");
        assertThat(refused("berlin", motion("no-such-kind"))).isEqualTo("malformed");
        assertThat(refused("berlin", charter("x", "consortium", THREE, Cbor.map(t("rules"), Cbor.NULL))))
                .isEqualTo("malformed");
    }

    @Test
    void members_flip_a_policy_by_vote_and_one_alone_does_not() {
        harbour(Cbor.map());
        Party stranger = new Party(Address.org("oslo"), Optional.of("oslo"));
        assertThat(charter("harbour").permits(stranger, Act.QUERY, "kv", "get")).isFalse();
        Cbor open = Cbor.map(
                t("roles"),
                Cbor.map(t("member"), list(List.of("members")), t("outsider"), list(List.of("anyone"))),
                t("functions"),
                Cbor.map(
                        t("all"), new Function(Act.INVOKE, "*", "*").toCbor(),
                        t("look"), new Function(Act.QUERY, "kv", "g*").toCbor()),
                t("grants"),
                Cbor.map(t("member"), list(List.of("all", "look")), t("outsider"), list(List.of("look"))));
        long id = propose("berlin", policy("harbour", open));
        assertThat(state(id)).isEqualTo("open");
        assertThat(charter("harbour").permits(stranger, Act.QUERY, "kv", "get")).isFalse();
        vote("kiel", id);
        assertThat(state(id)).isEqualTo("enacted");
        Charter after = charter("harbour");
        assertThat(after.permits(stranger, Act.QUERY, "kv", "get")).isTrue();
        assertThat(after.permits(stranger, Act.QUERY, "kv", "range")).isFalse();
        assertThat(after.permits(stranger, Act.INVOKE, "kv", "save")).isFalse();
        assertThat(after.permits(new Party(Address.thing("t"), Optional.of("kiel")), Act.INVOKE, "kv", "save"))
                .isTrue();
        assertThat(after.permits(new Party(Address.org("kiel"), Optional.of("kiel")), Act.DEPLOY, "x", "evm"))
                .isFalse();
    }

    @Test
    void a_preview_says_what_changes_and_leaves_no_trace() {
        harbour(Cbor.map());
        chain.as(Address.org("berlin"));
        Cbor preview = chain.asked(COUNCIL, "preview", policy("harbour", thresholds("admit", "all")));
        assertThat(Shown.field(preview, "changes").asArray())
                .containsExactly(t("a decision on \"admit\" takes all instead of two-thirds"));
        assertThat(Shown.text(preview, "needs")).isEqualTo("it takes two-thirds of 3 members");
        assertThat(Shown.field(Shown.field(preview, "afterwards"), "invoke").asArray())
                .containsExactly(t("members: invoke *.*"));
        assertThat(charter("harbour").version()).isZero();
    }

    @Test
    void votes_are_evidence_and_nobody_votes_twice_or_for_others() {
        harbour(thresholds("admit", "all"));
        long id = propose("berlin", motion("remove-member", t("chain"), t("harbour"), t("member"), t("kiel")));
        assertThat(voteRefused("berlin", id)).isEqualTo("voted-already");
        assertThat(chain.as(Address.person("eve")).refused(COUNCIL, "vote", Cbor.of(id), t("yes")))
                .isEqualTo("not-a-member");
        assertThat(chain.as(Address.city("kiel")).refused(COUNCIL, "vote", Cbor.of(id), t("yes")))
                .isEqualTo("not-a-member");
        assertThat(chain.as(Address.org("kiel")).refused(COUNCIL, "vote", Cbor.of(99), t("yes")))
                .isEqualTo("unknown-proposal");
        assertThat(chain.as(Address.org("kiel")).refused(COUNCIL, "vote", Cbor.of(id), t("perhaps")))
                .isEqualTo("malformed");
        chain.as(Address.org("kiel")).done(COUNCIL, "vote", Cbor.of(id), t("no"));
        assertThat(state(id)).isEqualTo("rejected");
        assertThat(voteRefused("hamburg", id)).isEqualTo("closed");
        Cbor shown = chain.asked(COUNCIL, "proposal", Cbor.of(id));
        assertThat(Shown.texts(Shown.field(shown, "votes"), "member")).containsExactly("berlin", "kiel");
        assertThat(Shown.texts(Shown.field(shown, "votes"), "vote")).containsExactly("yes", "no");
        assertThat(Shown.texts(Shown.field(shown, "votes"), "by")).containsExactly("org:berlin", "org:kiel");
    }

    @Test
    void votes_end_and_what_is_decided_waits_for_its_lock() {
        harbour(terms(0, 10, 60));
        long late = propose("berlin", policy("harbour", thresholds("read", "all")));
        pass(61);
        assertThat(voteRefused("kiel", late)).isEqualTo("ended");
        assertThat(state(late)).isEqualTo("expired");
        assertThat(chain.as(Address.org("kiel")).refused(COUNCIL, "enact", Cbor.of(late)))
                .isEqualTo("ended");

        long id = propose("berlin", policy("harbour", thresholds("read", "all")));
        assertThat(chain.refused(COUNCIL, "enact", Cbor.of(id))).isEqualTo("not-decided");
        vote("kiel", id);
        assertThat(state(id)).isEqualTo("decided");
        assertThat(chain.refused(COUNCIL, "enact", Cbor.of(id))).isEqualTo("locked");
        assertThat(charter("harbour").version()).isZero();
        pass(10);
        chain.done(COUNCIL, "enact", Cbor.of(id));
        assertThat(charter("harbour").version()).isOne();
        assertThat(chain.refused(COUNCIL, "enact", Cbor.of(id))).isEqualTo("closed");
    }

    @Test
    void two_proposals_never_change_the_same_thing_and_old_ones_are_stale() {
        harbour(Cbor.map());
        Cbor change = policy("harbour", thresholds("read", "all"));
        long id = propose("berlin", change);
        assertThat(refused("kiel", policy("harbour", thresholds("read", "any"))))
                .isEqualTo("conflicting");
        assertThat(chain.as(Address.org("kiel")).refused(COUNCIL, "withdraw", Cbor.of(id)))
                .isEqualTo("not-proposer");
        vote("kiel", id);
        assertThat(refused("kiel", change)).isEqualTo("no-change");
        Cbor old = motion(
                "change-policy",
                t("chain"),
                t("harbour"),
                t("policy"),
                thresholds("read", "any"),
                t("version"),
                Cbor.of(0));
        assertThat(refused("kiel", old)).isEqualTo("stale");
        long other = propose("kiel", policy("harbour", thresholds("read", "any")));
        chain.done(COUNCIL, "withdraw", Cbor.of(other));
        assertThat(state(other)).isEqualTo("withdrawn");
        propose("hamburg", policy("harbour", thresholds("read", "any")));
    }

    @Test
    void what_nothing_was_built_on_is_rolled_back() {
        harbour(Cbor.map());
        long first = propose("berlin", policy("harbour", thresholds("read", "all")));
        vote("kiel", first);
        long second = propose("berlin", policy("harbour", thresholds("deploy", "all")));
        vote("kiel", second);
        assertThat(refused("kiel", rollBack(first))).isEqualTo("built-on");
        assertThat(refused("kiel", rollBack(1))).isEqualTo("not-reversible");
        assertThat(refused("kiel", rollBack(77))).isEqualTo("unknown-proposal");
        Charter now = charter("harbour");
        assertThat(Shown.field(chain.asked(COUNCIL, "preview", rollBack(second)), "changes")
                        .asArray())
                .containsExactly(t("a decision on \"deploy\" takes majority instead of all"));
        long back = propose("kiel", rollBack(second));
        assertThat(refused("hamburg", rollBack(back))).isEqualTo("nothing-to-undo");
        vote("hamburg", back);
        Charter after = charter("harbour");
        assertThat(after.policy().threshold(Area.DEPLOY)).isEqualTo(new Threshold.Majority());
        assertThat(after.policy().threshold(Area.READ)).isEqualTo(new Threshold.All());
        assertThat(after.version()).isGreaterThan(now.version());
    }
}
