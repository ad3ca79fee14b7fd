package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;

/// The methods that concern organisations; each is a change of the whole network.
record OrganisationChanges(Changes changes) {
    /// [name, key]
    Cbor add(Arguments arguments) {
        changes.competence().network(changes.who());
        String name = arguments.name(0);
        PublicKey key = PublicKey.ofCose(arguments.item(1));
        if (changes.registry().organisation(name).isPresent())
            throw new Revert("exists", "there is an organisation " + name + " already");
        Quotas quotas = new Quotas(Quota.ORGANISATION, Quota.THING);
        changes.put(name, new Registry.Organisation(false, true, changes.time(), quotas));
        new KeyChanges(changes).put(Address.org(name), key, Cbor.NULL);
        changes.announce("organisation-added", Cbor.of("organisation"), Cbor.of(name));
        return Cbor.NULL;
    }

    /// [name]
    Cbor suspend(Arguments arguments) {
        String name = arguments.name(0);
        changes.competence().network(changes.who());
        return turn(name, false);
    }

    /// [name]
    Cbor resume(Arguments arguments) {
        String name = arguments.name(0);
        changes.competence().network(changes.who());
        return turn(name, true);
    }

    private Cbor turn(String name, boolean active) {
        Registry.Organisation before = changes.organisation(name);
        if (before.active() == active)
            throw new Revert("no-change", name + " is " + (active ? "active" : "suspended") + " already");
        changes.put(name, new Registry.Organisation(before.founder(), active, changes.time(), before.quotas()));
        changes.announce(
                active ? "organisation-resumed" : "organisation-suspended", Cbor.of("organisation"), Cbor.of(name));
        return Cbor.NULL;
    }

    /// [name, quota of the organisation, quota of each of its things]
    Cbor setQuota(Arguments arguments) {
        String name = arguments.name(0);
        Quotas quotas = new Quotas(Quota.of(arguments.item(1)), Quota.of(arguments.item(2)));
        changes.competence().network(changes.who());
        Registry.Organisation before = changes.organisation(name);
        changes.put(name, new Registry.Organisation(before.founder(), before.active(), before.since(), quotas));
        changes.announce(
                "quota-set",
                Cbor.of("organisation"),
                Cbor.of(name),
                Cbor.of("quota"),
                quotas.organisation().toCbor(),
                Cbor.of("perThing"),
                quotas.thing().toCbor());
        return Cbor.NULL;
    }
}
