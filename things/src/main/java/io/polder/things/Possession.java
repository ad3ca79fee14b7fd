package io.polder.things;

import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;

/// The proof that a thing holds its key: its signature over its own name and key, good for one network and chain:
/// docs/spec/contracts.md, 4.
public final class Possession {
    private static final String KIND = "possession";

    private Possession() {}

    /// The bytes that are signed: the COSE Sig_structure with the key's thumbprint as its kid.
    public static Bytes toBeSigned(Domain domain, String thing, PublicKey key) {
        Bytes payload =
                domain.wrap(KIND, Address.thing(thing).toCbor(), key.toCose()).encode();
        return CoseSign1.toBeSigned(key.algorithm(), key.thumbprint().bytes(), payload);
    }

    /// The domain is that of the authority chain.
    public static Bytes sign(Domain domain, String thing, SigningKey key) {
        return key.sign(toBeSigned(domain, thing, key.publicKey()));
    }

    static boolean holds(Domain domain, String thing, PublicKey key, Bytes signature, Signatures signatures) {
        return signatures.check(key, toBeSigned(domain, thing, key), signature) instanceof Verdict.Valid;
    }
}
