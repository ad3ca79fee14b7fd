package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;

/// The methods by which an organisation appoints and dismisses who acts for it.
record OperatorChanges(Changes changes) {
    private static final Bytes PRESENT = Bytes.of((byte) 1);

    /// [organisation, address, role, key]
    Cbor add(Arguments arguments) {
        return add(arguments, KeyUse.SIGN);
    }

    /// [organisation, address, role, key, use]
    Cbor addFor(Arguments arguments) {
        return add(arguments, KeyUse.of(arguments.text(4)));
    }

    private Cbor add(Arguments arguments, KeyUse use) {
        String organisation = arguments.name(0);
        Address address = arguments.address(1);
        Role role = role(arguments.text(2));
        PublicKey key = PublicKey.ofCose(arguments.item(3));
        changes.organisation(organisation);
        changes.competence().govern(changes.who(), organisation, role);
        requireHolder(address, key);
        changes.registry().operator(address).ifPresent(o -> {
            throw new Revert("exists", address + " acts for " + o.organisation() + " already");
        });
        appoint(organisation, address, role);
        new KeyChanges(changes).put(address, key, Cbor.NULL, use);
        return Cbor.NULL;
    }

    void appoint(String organisation, Address address, Role role) {
        changes.context()
                .put(Registry.operatorKey(address), new Registry.Operator(organisation, role, changes.time()).encode());
        changes.context().put(Registry.membershipKey(organisation, address), PRESENT);
        changes.announce(
                "operator-added",
                Cbor.of("organisation"),
                Cbor.of(organisation),
                Cbor.of("operator"),
                address.toCbor(),
                Cbor.of("role"),
                Cbor.of(role.text()));
    }

    /// [address]
    Cbor remove(Arguments arguments) {
        Address address = arguments.address(0);
        Registry.Operator operator = changes.registry()
                .operator(address)
                .orElseThrow(() -> new Revert("unknown-identity", address + " acts for nobody"));
        changes.competence().govern(changes.who(), operator.organisation(), operator.role());
        new KeyChanges(changes).endAll(address);
        changes.context().remove(Registry.operatorKey(address));
        changes.context().remove(Registry.membershipKey(operator.organisation(), address));
        changes.announce(
                "operator-removed",
                Cbor.of("organisation"),
                Cbor.of(operator.organisation()),
                Cbor.of("operator"),
                address.toCbor());
        return Cbor.NULL;
    }

    static Role role(String text) {
        Role role = Role.of(text);
        if (role == Role.OWNER || role == Role.CITY) throw new Malformed("admin, operator or reader", role.text());
        return role;
    }

    private static void requireHolder(Address address, PublicKey key) {
        if (address.kind() != Address.Kind.PERSON && address.kind() != Address.Kind.KEY)
            throw new Malformed("a person or a key as operator", address.toString());
        if (address.kind() == Address.Kind.KEY && !address.equals(Address.key(key.thumbprint())))
            throw new Malformed("the key whose thumbprint is " + address.name(), "the key " + key.thumbprint());
    }
}
