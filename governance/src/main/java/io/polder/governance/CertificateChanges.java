package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.CertificatePath;
import java.util.List;

/// The methods by which an organisation's certificates become identities: it names the authorities that it trusts, and
/// whoever holds a certificate of one presents it with the key that the certificate names.
record CertificateChanges(Changes changes, Signatures signatures) {
    /// The authorities that an organisation may trust at a time.
    static final int AUTHORITIES_MAX = 8;
    /// Gas of a signature on a certificate.
    static final long CHECK_GAS = 50_000;

    /// [organisation, certificate, role of who holds one of its certificates]
    Cbor trust(Arguments arguments) {
        String organisation = arguments.name(0);
        Certificate authority = Certificate.decode(arguments.bytes(1));
        Role role = OperatorChanges.role(arguments.text(2));
        changes.organisation(organisation);
        changes.competence().govern(changes.who(), organisation, role);
        if (!authority.rights().authority())
            throw new Revert("bad-certificate", "expected the certificate of an authority, got a holder's");
        if (!authority.life().holds(changes.time()))
            throw new Revert("bad-certificate", "expected a time within its life, got " + changes.time());
        Bytes prefix = Keys.below(Registry.CERTIFICATE_AUTHORITY, organisation);
        if (changes.context()
                        .range(prefix, Keys.end(prefix), AUTHORITIES_MAX, false)
                        .size()
                >= AUTHORITIES_MAX)
            throw new Revert("too-many-authorities", "an organisation trusts at most " + AUTHORITIES_MAX);
        changes.context()
                .put(
                        Bytes.concat(prefix, authority.thumbprint().bytes()),
                        new Registry.Trusted(authority.der(), role, changes.time()).encode());
        announce("authority-trusted", organisation, authority.thumbprint());
        return Cbor.of(authority.thumbprint());
    }

    /// [organisation, thumbprint]: no new certificate of it is taken; who has an identity by one keeps it until its
    /// end.
    Cbor distrust(Arguments arguments) {
        String organisation = arguments.name(0);
        Bytes key = Bytes.concat(
                Keys.below(Registry.CERTIFICATE_AUTHORITY, organisation),
                arguments.hash(1).bytes());
        Registry.Trusted trusted = changes.context()
                .get(key)
                .map(Registry.Trusted::of)
                .orElseThrow(() -> new Revert("unknown-authority", organisation + " trusts no such authority"));
        changes.competence().govern(changes.who(), organisation, trusted.role());
        changes.context().remove(key);
        announce("authority-distrusted", organisation, arguments.hash(1));
        return Cbor.NULL;
    }

    /// [organisation, thumbprint of the authority, [certificate, ...]]: signed with the bare key of the certificate.
    Cbor present(Arguments arguments) {
        String organisation = arguments.name(0);
        if (!changes.organisation(organisation).active())
            throw new Revert("suspended", "organisation " + organisation + " is suspended");
        Registry.Trusted trusted = changes.context()
                .get(Bytes.concat(
                        Keys.below(Registry.CERTIFICATE_AUTHORITY, organisation),
                        arguments.hash(1).bytes()))
                .map(Registry.Trusted::of)
                .orElseThrow(() -> new Revert("unknown-authority", organisation + " trusts no such authority"));
        List<Certificate> path = arguments.item(2).asArray().stream()
                .limit(CertificatePath.LENGTH_MAX + 1L)
                .map(each -> Certificate.decode(each.asBytes()))
                .toList();
        changes.context().charge(CHECK_GAS * Math.max(1, path.size()));
        new CertificatePath(signatures)
                .fault(path, Certificate.decode(trusted.certificate()), changes.time())
                .ifPresent(fault -> {
                    throw new Revert("bad-certificate", fault);
                });
        new Revocations(changes, signatures).requireStanding(organisation, arguments.hash(1), path);
        Address person = admit(organisation, trusted, path.getFirst());
        new Revocations(changes, signatures)
                .presented(
                        organisation,
                        arguments.hash(1),
                        path.getFirst(),
                        person,
                        path.getFirst().key());
        return person.toCbor();
    }

    private Address admit(String organisation, Registry.Trusted trusted, Certificate certificate) {
        PublicKey key = certificate.key();
        if (!changes.who().equals(Address.key(key.thumbprint())))
            throw new Revert("not-holder", "expected the signature of the certificate's key, got " + changes.who());
        String name = organisation + "." + certificate.names().common().orElse("");
        if (!Names.valid(name) || certificate.names().common().isEmpty())
            throw new Revert(
                    "bad-certificate", "expected a common name of letters, digits, dots, hyphens or underscores");
        Address person = Address.person(name);
        boolean known = changes.registry()
                .operator(person)
                .filter(o -> {
                    if (o.organisation().equals(organisation)) return true;
                    throw new Revert("exists", person + " acts for " + o.organisation());
                })
                .isPresent();
        if (!known) new OperatorChanges(changes).appoint(organisation, person, trusted.role());
        KeyChanges keys = new KeyChanges(changes);
        keys.endLapsed(person);
        keys.put(person, key, Cbor.of(certificate.life().to()));
        changes.announce(
                "certificate-presented",
                Cbor.of("identity"),
                person.toCbor(),
                Cbor.of("certificate"),
                Cbor.of(certificate.thumbprint()),
                Cbor.of("key"),
                Cbor.of(key.thumbprint()));
        return person;
    }

    private void announce(String topic, String organisation, Hash authority) {
        changes.announce(
                topic, Cbor.of("organisation"), Cbor.of(organisation), Cbor.of("authority"), Cbor.of(authority));
    }

    /// [organisation]: the authorities that it trusts.
    static Cbor authorities(Arguments arguments, Context context) {
        Bytes prefix = Keys.below(Registry.CERTIFICATE_AUTHORITY, arguments.name(0));
        return Cbor.array(context.range(prefix, Keys.end(prefix), AUTHORITIES_MAX, false).stream()
                .map(item -> {
                    Registry.Trusted trusted = Registry.Trusted.of(item.value());
                    Certificate certificate = Certificate.decode(trusted.certificate());
                    return Cbor.map(
                            Cbor.of("thumbprint"), Cbor.of(certificate.thumbprint()),
                            Cbor.of("certificate"), Cbor.of(trusted.certificate()),
                            Cbor.of("role"), Cbor.of(trusted.role().text()),
                            Cbor.of("since"), Cbor.of(trusted.since()),
                            Cbor.of("until"), Cbor.of(certificate.life().to()));
                })
                .toList());
    }
}
