package io.polder.things;

import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.governance.Authority;
import io.polder.governance.Mandate;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;
import java.util.Optional;

/// Who may change which thing: the table in docs/spec/contracts.md, 4.
record ThingAccess(Context context) {
    /// The organisation in whose name the caller enrols things.
    String enroller() {
        return manager()
                .map(Mandate::organisation)
                .orElseThrow(() -> refusal("an active organisation or one of its operators"));
    }

    /// A thing that its owner changes; a retired one stays as it is.
    Thing owned(String name) {
        Thing thing = living(name);
        requireOwner(thing);
        return thing;
    }

    void requireOwner(Thing thing) {
        String owner = thing.home().organisation();
        if (manager().filter(m -> m.organisation().equals(owner)).isEmpty())
            throw refusal("org:" + owner + " or one of its operators");
    }

    /// A thing that changes itself.
    Thing self(String name) {
        Thing thing = living(name);
        if (!isSelf(name)) throw refusal(Address.thing(name) + "");
        requireAwake(thing);
        return thing;
    }

    boolean isSelf(String name) {
        return context.caller().equals(Address.thing(name));
    }

    void requireAwake(Thing thing) {
        if (thing.status() == ThingStatus.SUSPENDED) throw new Revert("suspended", "the thing is suspended");
    }

    Thing living(String name) {
        Thing thing = context.get(Thing.key(name))
                .map(Thing::of)
                .orElseThrow(() -> new Revert("unknown-thing", "there is no thing " + name));
        if (thing.status() == ThingStatus.RETIRED) throw new Revert("retired", "the thing is retired for ever");
        return thing;
    }

    void keep(String name, Thing thing, String topic) {
        context.put(Thing.key(name), thing.encode());
        context.emit(
                topic,
                Cbor.map(
                        Cbor.of("thing"), Cbor.of(name),
                        Cbor.of("status"), Cbor.of(thing.status().text()),
                        Cbor.of("organisation"), Cbor.of(thing.home().organisation()),
                        Cbor.of("city"), Cbor.of(thing.home().city())));
    }

    private Optional<Mandate> manager() {
        return Authority.mandate(context::authority, context.caller())
                .filter(m -> m.active() && m.role().managesThings());
    }

    private Revert refusal(String expected) {
        return new Revert("not-permitted", "expected " + expected + ", got " + context.caller());
    }
}
