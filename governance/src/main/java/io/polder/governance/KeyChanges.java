package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import java.util.List;
import java.util.Optional;

/// The methods that give and take keys. A key that has ended stays known as ended and never comes back.
record KeyChanges(Changes changes) {
    /// The keys an address may have at a time.
    static final int KEYS_MAX = 8;

    /// [address, key, end or null]
    Cbor add(Arguments arguments) {
        return add(arguments, KeyUse.SIGN);
    }

    /// [address, key, end or null, use]
    Cbor addFor(Arguments arguments) {
        return add(arguments, KeyUse.of(arguments.text(3)));
    }

    private Cbor add(Arguments arguments, KeyUse use) {
        Address address = arguments.address(0);
        PublicKey key = PublicKey.ofCose(arguments.item(1));
        changes.competence().keys(changes.who(), address);
        requireMoreThanThumbprint(address);
        if (use == KeyUse.RECOVER
                && live(address).stream()
                        .anyMatch(item -> Registry.Key.of(item.value()).use().equals(use)))
            throw new Revert("exists", address + " has a recovery key: recover to replace it");
        put(address, key, arguments.item(2), use);
        announce("key-added", address, key.thumbprint());
        return Cbor.NULL;
    }

    /// [address, thumbprint of the old key, new key]
    Cbor rotate(Arguments arguments) {
        Address address = arguments.address(0);
        Hash old = arguments.hash(1);
        PublicKey key = PublicKey.ofCose(arguments.item(2));
        changes.competence().keys(changes.who(), address);
        requireMoreThanThumbprint(address);
        requireOther(address, old);
        KeyUse use = end(address, old);
        put(address, key, Cbor.NULL, use);
        announce("key-revoked", address, old);
        announce("key-added", address, key.thumbprint());
        return Cbor.NULL;
    }

    /// [address, thumbprint]
    Cbor revoke(Arguments arguments) {
        Address address = arguments.address(0);
        Hash thumbprint = arguments.hash(1);
        changes.competence().keys(changes.who(), address);
        requireOther(address, thumbprint);
        end(address, thumbprint);
        if (address.kind() == Address.Kind.ORG && live(address).stream().noneMatch(KeyChanges::lasts))
            throw new Revert("last-key", "an organisation keeps one key without an end");
        announce("key-revoked", address, thumbprint);
        return Cbor.NULL;
    }

    /// [new key, new recovery key or null]: signed by the recovery key, as whoever admits transactions sees to. All
    /// other
    /// keys end, for one of them is in wrong hands.
    Cbor recover(Arguments arguments) {
        Address address = changes.who();
        PublicKey key = PublicKey.ofCose(arguments.item(0));
        if (!address.equals(changes.context().sender()))
            throw new Revert("not-permitted", "expected the identity itself, got " + address);
        changes.competence().keys(address, address);
        Optional<PublicKey> next = arguments.optional(1).map(PublicKey::ofCose);
        for (Context.Item item : live(address)) {
            Registry.Key old = Registry.Key.of(item.value());
            if (old.use() == KeyUse.RECOVER && next.isEmpty()) continue;
            end(address, old.key().thumbprint());
            announce("key-revoked", address, old.key().thumbprint());
        }
        put(address, key, Cbor.NULL);
        next.ifPresent(recovery -> put(address, recovery, Cbor.NULL, KeyUse.RECOVER));
        announce("key-recovered", address, key.thumbprint());
        return Cbor.NULL;
    }

    /// An identity does not take away its own recovery key: who has stolen one of the others could do the same.
    private void requireOther(Address address, Hash thumbprint) {
        boolean recovery = changes.registry()
                .key(Registry.KEY, address, thumbprint)
                .filter(k -> k.use() == KeyUse.RECOVER)
                .isPresent();
        if (recovery && changes.who().equals(address))
            throw new Revert("recovery-key", "only a recovery, or who governs " + address + ", ends its recovery key");
    }

    void put(Address address, PublicKey key, Cbor end) {
        put(address, key, end, KeyUse.SIGN);
    }

    void put(Address address, PublicKey key, Cbor end, KeyUse use) {
        Hash thumbprint = key.thumbprint();
        Optional<Long> until = end instanceof Cbor.Null ? Optional.empty() : Optional.of(end.asCount());
        if (until.isPresent() && until.get() <= changes.time())
            throw new Malformed("an end after the block's time " + changes.time(), until.get() + "");
        if (changes.registry().key(Registry.ENDED_KEY, address, thumbprint).isPresent())
            throw new Revert("key-ended", "this key of " + address + " has ended and does not come back");
        if (changes.registry().key(Registry.KEY, address, thumbprint).isPresent())
            throw new Revert("key-exists", address + " has this key already");
        if (live(address).size() >= KEYS_MAX)
            throw new Revert("too-many-keys", "expected at most " + KEYS_MAX + " keys of " + address);
        changes.context()
                .put(
                        Registry.keyKey(Registry.KEY, address, thumbprint),
                        new Registry.Key(key, changes.time(), until, use).encode());
    }

    /// [node, city, organisation, key]: a vote lets a city node in, or gives it another key; the keys before end.
    Cbor enterCity(Arguments arguments) {
        changes.competence().network(changes.who());
        String node = arguments.name(0);
        Address address = Address.city(node);
        PublicKey key = PublicKey.ofCose(arguments.item(3));
        changes.context()
                .put(
                        Registry.cityKey(node),
                        new Registry.City(arguments.name(1), arguments.name(2), changes.time()).encode());
        boolean known =
                changes.registry().key(Registry.KEY, address, key.thumbprint()).isPresent();
        for (Context.Item item : live(address)) {
            Hash old = Registry.Key.of(item.value()).key().thumbprint();
            if (!old.equals(key.thumbprint())) end(address, old);
        }
        if (!known) put(address, key, Cbor.NULL);
        announce("city-entered", address, key.thumbprint());
        return Cbor.NULL;
    }

    /// Makes room by ending what has lapsed by time.
    void endLapsed(Address address) {
        for (Context.Item item : live(address)) {
            Registry.Key key = Registry.Key.of(item.value());
            if (key.until().filter(until -> until <= changes.time()).isPresent())
                end(address, key.key().thumbprint());
        }
    }

    void endAll(Address address) {
        Bytes prefix = Registry.keysOf(Registry.KEY, address);
        for (Context.Item item : live(address)) {
            Hash thumbprint =
                    new Hash(item.key().slice(prefix.size(), item.key().size()));
            end(address, thumbprint);
        }
    }

    /// Ends a key if it has not ended yet; true when it did.
    boolean endIfLive(Address address, Hash thumbprint) {
        if (changes.registry().key(Registry.KEY, address, thumbprint).isEmpty()) return false;
        end(address, thumbprint);
        announce("key-revoked", address, thumbprint);
        return true;
    }

    private KeyUse end(Address address, Hash thumbprint) {
        Registry.Key key = changes.registry()
                .key(Registry.KEY, address, thumbprint)
                .orElseThrow(() -> new Revert("unknown-key", address + " has no key " + thumbprint));
        changes.context().remove(Registry.keyKey(Registry.KEY, address, thumbprint));
        changes.context()
                .put(
                        Registry.keyKey(Registry.ENDED_KEY, address, thumbprint),
                        new Registry.Key(key.key(), key.since(), Optional.of(changes.time()), key.use()).encode());
        return key.use();
    }

    private List<Context.Item> live(Address address) {
        Bytes prefix = Registry.keysOf(Registry.KEY, address);
        return changes.context().range(prefix, Keys.end(prefix), KEYS_MAX, false);
    }

    private static boolean lasts(Context.Item item) {
        Registry.Key key = Registry.Key.of(item.value());
        return key.until().isEmpty() && key.use() == KeyUse.SIGN;
    }

    private static void requireMoreThanThumbprint(Address address) {
        if (address.kind() == Address.Kind.KEY)
            throw new Revert("bare-key", "a bare key is its own name: dismiss it and appoint another");
    }

    private void announce(String topic, Address address, Hash thumbprint) {
        changes.announce(topic, Cbor.of("identity"), address.toCbor(), Cbor.of("key"), Cbor.of(thumbprint));
    }
}
