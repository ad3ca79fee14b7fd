package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// Who acts: an identity of the ledger, written as its kind, a colon and its name.
public record Address(Kind kind, String name) implements Comparable<Address> {
    /// What an identity is.
    public enum Kind {
        ORG,
        PERSON,
        THING,
        CITY,
        CONTRACT,
        /// A bare public key, named by its thumbprint: whoever holds the key.
        KEY,
        /// An account of the EVM framework, named by its 20 bytes.
        EVM;

        final String text = name().toLowerCase(Locale.ROOT);
    }

    public Address {
        Names.require("an address", name);
    }

    public static Address thing(String name) {
        return new Address(Kind.THING, name);
    }

    public static Address org(String name) {
        return new Address(Kind.ORG, name);
    }

    public static Address city(String name) {
        return new Address(Kind.CITY, name);
    }

    public static Address person(String name) {
        return new Address(Kind.PERSON, name);
    }

    public static Address key(Hash thumbprint) {
        return new Address(Kind.KEY, thumbprint.toHex());
    }

    public static Address parse(String text) {
        int colon = text.indexOf(':');
        for (Kind kind : Kind.values())
            if (colon > 0 && kind.text.contentEquals(text.subSequence(0, colon)))
                return new Address(kind, text.substring(colon + 1));
        throw new Malformed("an address such as thing:DEHH008 or org:hamburg", "\"" + text + "\"");
    }

    public static Address of(Cbor item) {
        return parse(item.asText());
    }

    public Cbor toCbor() {
        return Cbor.of(toString());
    }

    @Override
    public int compareTo(Address other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return kind.text + ":" + name;
    }
}
