package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.governance.Authority;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import java.util.Optional;

/// The methods that give a thing its place and its key.
record Enrolment(Signatures signatures, Context context) {
    static final int KIND_MAX = 32;
    static final long SIGNATURE_GAS = 50_000;

    /// [thing, kind, city node, key or null, possession or null, location or null]
    Cbor enrol(Arguments arguments) {
        String name = arguments.name(0);
        String kind = kind(arguments.name(1));
        String city = arguments.name(2);
        Optional<Location> location = arguments.optional(5).map(Location::of);
        Optional<Thing.Credential> credential =
                arguments.optional(3).map(key -> credential(name, key, arguments.optional(4)));
        ThingAccess access = new ThingAccess(context);
        String organisation = access.enroller();
        if (!Authority.hasCity(context::authority, city))
            throw new Revert("unknown-city", "there is no city node " + city);
        if (location.isPresent() && !location.get().discreet())
            throw new Revert("too-fine", "expected a location in steps of 1e-2 degrees, got a finer one");
        if (context.get(Thing.key(name)).isPresent())
            throw new Revert("exists", "there is a thing " + name + " already");
        long time = context.moment().time();
        Thing thing = new Thing(
                ThingStatus.ENROLLED,
                new Thing.Home(organisation, city),
                kind,
                credential,
                false,
                new Thing.Life(time, time, location));
        access.keep(name, thing.with(thing.awake(), time), "enrolled");
        return Cbor.NULL;
    }

    /// [thing, new key, possession or null]. By the thing itself, or by its owner when the thing has lost its key.
    Cbor rotate(Arguments arguments) {
        String name = arguments.name(0);
        ThingAccess access = new ThingAccess(context);
        Thing thing = access.living(name);
        boolean self = access.isSelf(name);
        if (self) access.requireAwake(thing);
        else access.requireOwner(thing);
        Thing.Credential credential = credential(name, arguments.item(1), arguments.optional(2));
        requireNew(name, thing, credential);
        long time = context.moment().time();
        thing.credential()
                .ifPresent(old -> context.put(
                        Things.oldKey(name, old.thumbprint()), Cbor.of(time).encode()));
        // What the old key delegated was not the word of whoever the owner now gives a key to.
        Thing rotated = thing.with(credential, self && thing.delegates(), time);
        boolean asleep = thing.status() == ThingStatus.SUSPENDED;
        access.keep(name, asleep ? rotated : rotated.with(rotated.awake(), time), "key-rotated");
        return Cbor.NULL;
    }

    private void requireNew(String name, Thing thing, Thing.Credential credential) {
        boolean same = thing.credential()
                .filter(c -> c.thumbprint().equals(credential.thumbprint()))
                .isPresent();
        if (same || context.get(Things.oldKey(name, credential.thumbprint())).isPresent())
            throw new Revert("key-used", "the thing has or had this key already");
    }

    private Thing.Credential credential(String name, Cbor key, Optional<Cbor> possession) {
        PublicKey publicKey = PublicKey.ofCose(key);
        possession.ifPresent(p -> requirePossession(name, publicKey, p.asBytes()));
        return Thing.Credential.of(publicKey, possession.isPresent());
    }

    private void requirePossession(String name, PublicKey key, Bytes signature) {
        context.charge(SIGNATURE_GAS);
        // A fixed sentence: why a signature does not hold may be told in other words by another provider.
        if (!Possession.holds(context.domain(), name, key, signature, signatures))
            throw new Revert("bad-possession", "the proof of possession does not hold under the key");
    }

    private static String kind(String code) {
        if (code.length() > KIND_MAX) throw new Malformed("a kind of at most " + KIND_MAX + " characters", "more");
        return code;
    }
}
