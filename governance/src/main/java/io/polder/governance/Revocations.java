package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.CertificatePath;
import io.polder.protocol.x509.RevocationList;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// What an organisation's authorities have taken back, as their signed lists say: the key of each such certificate ends
/// with the block, and the certificate is taken no more.
record Revocations(Changes changes, Signatures signatures) {
    private static final char HOLDER = 'h';
    private static final char TAKEN_BACK = 'v';
    private static final char NEWEST = 'l';

    /// Gas of each certificate on a list.
    static final long ENTRY_GAS = 2_000;

    /// An authority below a trusted one of an organisation, by the name that its certificates give their issuer.
    private record Issuer(String organisation, Hash trusted, Bytes name) {
        Bytes key(char kind, Bytes more) {
            return Bytes.concat(
                    Keys.below(kind, organisation),
                    trusted.bytes(),
                    Hash.of(name).bytes(),
                    more);
        }

        Bytes key(char kind, BigInteger serial) {
            return key(kind, Bytes.wrap(serial.toByteArray()));
        }
    }

    /// Refuses a certificate that was taken back, or whose issuer's was.
    void requireStanding(String organisation, Hash trusted, List<Certificate> path) {
        for (Certificate each : path)
            if (changes.context()
                    .get(new Issuer(organisation, trusted, each.names().issuer()).key(TAKEN_BACK, each.serial()))
                    .isPresent())
                throw new Revert(
                        "revoked-certificate",
                        "its issuer has taken back certificate " + each.serial().toString(16));
    }

    /// Remembers whose key a certificate has made good.
    void presented(String organisation, Hash trusted, Certificate certificate, Address person, PublicKey key) {
        changes.context()
                .put(
                        new Issuer(organisation, trusted, certificate.names().issuer())
                                .key(HOLDER, certificate.serial()),
                        Cbor.array(person.toCbor(), Cbor.of(key.thumbprint())).encode());
    }

    /// [organisation, thumbprint of the trusted authority, list, [certificate, ...]]
    ///
    /// The certificates lead from the list's issuer up to the trusted authority; none where that has signed it.
    /// Answers how many keys it ended.
    Cbor take(Arguments arguments) {
        String organisation = arguments.name(0);
        Hash thumbprint = arguments.hash(1);
        changes.organisation(organisation);
        Registry.Trusted trusted = changes.context()
                .get(Bytes.concat(Keys.below(Registry.CERTIFICATE_AUTHORITY, organisation), thumbprint.bytes()))
                .map(Registry.Trusted::of)
                .orElseThrow(() -> new Revert("unknown-authority", organisation + " trusts no such authority"));
        changes.competence().govern(changes.who(), organisation, trusted.role());
        RevocationList list = list(arguments.bytes(2));
        List<Certificate> issuers = arguments.item(3).asArray().stream()
                .limit(CertificatePath.LENGTH_MAX)
                .map(each -> Certificate.decode(each.asBytes()))
                .toList();
        changes.context()
                .charge(CertificateChanges.CHECK_GAS * (issuers.size() + 1L)
                        + ENTRY_GAS * list.serials().size());
        new CertificatePath(signatures)
                .fault(list, issuers, Certificate.decode(trusted.certificate()), changes.time())
                .ifPresent(fault -> {
                    throw new Revert("bad-list", fault + ": take the list from the authority itself");
                });
        Issuer issuer = new Issuer(organisation, thumbprint, list.issuer());
        requireNewer(list, issuer);
        long ended = 0;
        for (BigInteger serial : list.serials()) if (takenBack(issuer, serial)) ended++;
        changes.announce(
                "revocations-taken",
                Cbor.of("organisation"),
                Cbor.of(organisation),
                Cbor.of("authority"),
                Cbor.of(thumbprint),
                Cbor.of("ended"),
                Cbor.of(ended));
        return Cbor.of(ended);
    }

    private static RevocationList list(Bytes der) {
        try {
            return RevocationList.decode(der);
        } catch (Malformed e) {
            throw new Revert("bad-list", String.valueOf(e.getMessage()));
        }
    }

    private void requireNewer(RevocationList list, Issuer issuer) {
        long made = list.life().from();
        if (made > changes.time())
            throw new Revert("early-list", "the list holds from " + made + ", now is " + changes.time());
        if (list.life().to() < changes.time())
            throw new Revert(
                    "old-list", "the list was good until " + list.life().to() + ": take the newest from the authority");
        Bytes key = issuer.key(NEWEST, Bytes.EMPTY);
        Optional<Long> before =
                changes.context().get(key).map(value -> Cbor.decode(value).asCount());
        if (before.filter(b -> b >= made).isPresent())
            throw new Revert("stale", "a list of " + before.get() + " is here already, this one is of " + made);
        changes.context().put(key, Cbor.of(made).encode());
    }

    private boolean takenBack(Issuer issuer, BigInteger serial) {
        Bytes key = issuer.key(TAKEN_BACK, serial);
        if (changes.context().get(key).isPresent()) return false;
        changes.context().put(key, Cbor.of(changes.time()).encode());
        Optional<List<Cbor>> holder = changes.context()
                .get(issuer.key(HOLDER, serial))
                .map(value -> Cbor.decode(value).asArray(2));
        return holder.isPresent()
                && new KeyChanges(changes)
                        .endIfLive(
                                Address.of(holder.get().getFirst()),
                                holder.get().get(1).asHash());
    }
}
