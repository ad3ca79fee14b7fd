package io.polder.things;

import io.polder.protocol.signature.PublicKey;

/// What the authority chain says of a key under which a thing signed.
public sealed interface ThingKey {
    /// The thing may send.
    record Active(PublicKey key, String organisation, String city) implements ThingKey {}

    /// The thing may only activate itself.
    record Enrolled(PublicKey key, String organisation, String city) implements ThingKey {}

    /// The thing or its organisation is suspended.
    record Suspended() implements ThingKey {}

    /// The thing is retired for ever.
    record Retired() implements ThingKey {}

    /// The thing has another key since this time, in epoch milliseconds.
    record Revoked(long since) implements ThingKey {}

    /// There is no such thing, or it never had such a key.
    record Unknown() implements ThingKey {}
}
