package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.protocol.encoding.Cbor;

/// The methods that take a thing through its life.
record ThingLife(Context context) {
    /// [thing, thumbprint of its key]. The signature of the transaction is the proof that the thing holds the key; it
    /// names the key because the owner may have given the thing another one meanwhile.
    Cbor activate(Arguments arguments) {
        String name = arguments.name(0);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.self(name);
        if (thing.status() != ThingStatus.ENROLLED) throw new Revert("no-change", "the thing is active already");
        Thing.Credential credential = thing.credential()
                .filter(c -> c.thumbprint().equals(arguments.hash(1)))
                .orElseThrow(() -> new Revert("unknown-key", "the thing has another key"));
        Thing proven = thing.with(
                new Thing.Credential(credential.key(), credential.thumbprint(), true), thing.delegates(), time());
        access.keep(name, proven.with(ThingStatus.ACTIVE, time()), "activated");
        return Cbor.NULL;
    }

    /// [thing, whether its city may speak for it]
    Cbor delegate(Arguments arguments) {
        String name = arguments.name(0);
        boolean delegates = arguments.flag(1);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.self(name);
        if (thing.status() != ThingStatus.ACTIVE)
            throw new Revert("not-active", "the thing is " + thing.status().text());
        Thing.Credential credential = thing.credential()
                .orElseThrow(() -> new Revert("no-key", "a thing without a key cannot have signed this"));
        access.keep(name, thing.with(credential, delegates, time()), delegates ? "delegated" : "delegation-withdrawn");
        return Cbor.NULL;
    }

    /// [thing]
    Cbor suspend(Arguments arguments) {
        String name = arguments.name(0);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.owned(name);
        if (thing.status() == ThingStatus.SUSPENDED) throw new Revert("no-change", "the thing is suspended already");
        access.keep(name, thing.with(ThingStatus.SUSPENDED, time()), "suspended");
        return Cbor.NULL;
    }

    /// [thing]
    Cbor resume(Arguments arguments) {
        String name = arguments.name(0);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.owned(name);
        if (thing.status() != ThingStatus.SUSPENDED) throw new Revert("no-change", "the thing is not suspended");
        access.keep(name, thing.with(thing.awake(), time()), "resumed");
        return Cbor.NULL;
    }

    /// [thing]. For ever.
    Cbor retire(Arguments arguments) {
        String name = arguments.name(0);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.owned(name);
        access.keep(name, thing.with(ThingStatus.RETIRED, time()), "retired");
        return Cbor.NULL;
    }

    private long time() {
        return context.moment().time();
    }
}
