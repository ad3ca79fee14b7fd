package io.polder.governance;

import io.polder.contract.Keys;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The authority's state before the first block, which every city derives from the genesis alone.
final class AuthorityGenesis {
    private final Genesis genesis;
    private final SortedMap<Bytes, Bytes> entries = new TreeMap<>();

    AuthorityGenesis(Genesis genesis) {
        this.genesis = genesis;
    }

    SortedMap<Bytes, Bytes> entries() {
        genesis.organisations().forEach(this::add);
        genesis.roster().members().forEach(this::add);
        for (ChainSpec chain : genesis.chains())
            entries.put(Keys.of(Registry.CHAIN, chain.name()), chain.toCbor().encode());
        return entries;
    }

    private void add(Organisation organisation) {
        Quotas quotas = new Quotas(Quota.ORGANISATION, Quota.THING);
        Bytes entry = new Registry.Organisation(true, true, genesis.time(), quotas).encode();
        if (entries.put(Registry.organisationKey(organisation.name()), entry) != null)
            throw new Malformed("organisations with names that differ", organisation.name() + " twice");
        add(organisation.address(), organisation.key());
    }

    private void add(Member member) {
        if (!entries.containsKey(Registry.organisationKey(member.organisation())))
            throw new Malformed("a founding organisation for " + member.name(), member.organisation());
        Bytes entry = new Registry.City(member.city(), member.organisation(), genesis.time()).encode();
        entries.put(Registry.cityKey(member.name()), entry);
        add(member.address(), member.key());
    }

    private void add(Address address, PublicKey key) {
        entries.put(
                Registry.keyKey(Registry.KEY, address, key.thumbprint()),
                new Registry.Key(key, genesis.time(), Optional.empty()).encode());
    }
}
