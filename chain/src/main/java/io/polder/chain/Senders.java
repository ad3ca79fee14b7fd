package io.polder.chain;

import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.governance.KeyUse;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import io.polder.things.ThingKey;
import io.polder.things.Things;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the key that a sender may sign with, by the authority chain at one height. What it says of a thing depends on
/// that height alone, so it is kept until the height changes.
final class Senders {
    static final int KEPT_MAX = 65_536;

    /// The authority's state after the block of a height.
    record Authorities(long height, StateReader state) {}

    /// What the ledger says of a sender and its key.
    sealed interface Finding {
        /// The key may sign; the organisation that answers for the sender, or nothing for a bare key.
        record Active(PublicKey key, String organisation, boolean hosted) implements Finding {
            Active(PublicKey key, String organisation) {
                this(key, organisation, false);
            }
        }

        record Not(RefusalCode code, String detail) implements Finding {}
    }

    private record Question(String thing, Hash thumbprint) {}

    private record Kept(long height, ConcurrentHashMap<Question, ThingKey> things) {}

    private volatile Kept kept = new Kept(-1, new ConcurrentHashMap<>());

    Finding find(Address sender, Hash thumbprint, Call call, Authorities authorities, long time) {
        return switch (sender.kind()) {
            case THING -> thing(sender, thumbprint, call, authorities);
            case ORG, PERSON, CITY -> registered(sender, thumbprint, call, authorities, time);
            case KEY, CONTRACT, EVM ->
                new Finding.Not(RefusalCode.UNKNOWN_SENDER, sender + " does not sign this envelope");
        };
    }

    private Finding thing(Address sender, Hash thumbprint, Call call, Authorities authorities) {
        return switch (thingKey(sender.name(), thumbprint, authorities)) {
            case ThingKey.Active(PublicKey key, String organisation, String city) ->
                new Finding.Active(key, organisation);
            case ThingKey.Enrolled(PublicKey key, String organisation, String city) ->
                call.contract().equals(Things.NAME)
                        ? new Finding.Active(key, organisation)
                        : new Finding.Not(RefusalCode.NOT_PERMITTED, sender + " is enrolled but not active yet");
            case ThingKey.Suspended() -> new Finding.Not(RefusalCode.SUSPENDED, sender + " is suspended");
            case ThingKey.Retired() -> new Finding.Not(RefusalCode.SUSPENDED, sender + " is retired for ever");
            case ThingKey.Revoked(long since) ->
                new Finding.Not(RefusalCode.UNKNOWN_KEY, sender + " has another key since " + since);
            case ThingKey.Unknown() -> unknown(sender);
        };
    }

    private ThingKey thingKey(String thing, Hash thumbprint, Authorities authorities) {
        Kept now = kept;
        if (now.height != authorities.height() || now.things.size() >= KEPT_MAX) {
            now = new Kept(authorities.height(), new ConcurrentHashMap<>());
            kept = now;
        }
        return now.things.computeIfAbsent(
                new Question(thing, thumbprint), q -> Things.key(authorities.state(), q.thing, q.thumbprint));
    }

    private static Finding registered(Address sender, Hash thumbprint, Call call, Authorities authorities, long time) {
        return switch (Authority.key(authorities.state(), sender, thumbprint, time)) {
            case KeyStanding.Active active -> used(sender, active, call);
            case KeyStanding.Suspended(String organisation) ->
                new Finding.Not(RefusalCode.SUSPENDED, "organisation " + organisation + " is suspended");
            case KeyStanding.Revoked(long since) ->
                new Finding.Not(
                        RefusalCode.UNKNOWN_KEY, "this key of " + sender + " ended at " + Instant.ofEpochMilli(since));
            case KeyStanding.Unknown() -> unknown(sender);
        };
    }

    /// A recovery key recovers and nothing else does; a key for reading signs no transaction.
    private static Finding used(Address sender, KeyStanding.Active active, Call call) {
        boolean recovers = call instanceof Call.Invoke(String contract, String method, Cbor arguments)
                && contract.equals(Authority.NAME)
                && method.equals(Authority.RECOVER);
        boolean fits = switch (active.use()) {
            case SIGN, HOSTED -> !recovers;
            case RECOVER -> recovers;
            case READ -> false;
        };
        return fits
                ? new Finding.Active(active.key(), active.organisation(), active.use() == KeyUse.HOSTED)
                : new Finding.Not(
                        RefusalCode.NOT_PERMITTED,
                        "this key of " + sender + " is for \"" + active.use().text() + "\" alone: sign with another");
    }

    private static Finding unknown(Address sender) {
        return new Finding.Not(RefusalCode.UNKNOWN_SENDER, "the authority chain knows no such key of " + sender);
    }
}
