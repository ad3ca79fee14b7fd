package io.polder.governance;

import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;

/// What every change of the authority's state has at hand.
record Changes(Context context, Registry registry) {
    Competence competence() {
        return new Competence(registry);
    }

    Address who() {
        return context.caller();
    }

    long time() {
        return context.moment().time();
    }

    Registry.Organisation organisation(String name) {
        return registry.organisation(name)
                .orElseThrow(() -> new Revert("unknown-organisation", "there is no organisation " + name));
    }

    void put(String name, Registry.Organisation organisation) {
        context.put(Registry.organisationKey(name), organisation.encode());
    }

    void announce(String topic, Cbor... keysAndValues) {
        context.emit(topic, Cbor.map(keysAndValues));
    }
}
