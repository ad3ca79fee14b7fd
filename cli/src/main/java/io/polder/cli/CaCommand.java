package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.Issuing;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Certificates of organisations, and how they become identities of the network.
@Command(
        name = "ca",
        description = "certificates: an organisation's own authority or the one that it has already",
        footer = {
            "",
            "Who presents a certificate is person:ORGANISATION.COMMON-NAME until the certificate ends.",
            "An authority that is there already may sign with RSA, ECDSA on P-256 or Ed25519, with SHA-256.",
            "",
            "Examples:",
            "  polder ca create kiel-ca --organisation kiel",
            "  polder ca trust kiel-ca/root.pem --organisation kiel --role operator --key kiel.key --as org:kiel",
            "  polder ca issue kiel-ca ada PUBLIC-KEY ada.pem --days 365",
            "  polder ca present ada.pem --organisation kiel --authority kiel-ca/root.pem --key ada.key",
            "  polder ca list kiel"
        })
final class CaCommand {
    private static final Duration ROOT_LIFE = Duration.ofDays(3_650);
    private static final Duration ISSUING_LIFE = Duration.ofDays(1_095);
    private static final Duration BEFORE = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 119;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
    }

    @Command(
            name = "create",
            description = "make an authority of two levels: a root to keep apart, and one that issues")
    int create(
            @Mixin Common common,
            @Parameters(paramLabel = "FOLDER", description = "where keys and certificates go") Path folder,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation) {
        SigningKey rootKey = SigningKey.generate(Algorithm.ES256, RANDOM);
        SigningKey issuingKey = SigningKey.generate(Algorithm.ES256, RANDOM);
        Issuing root = new Issuing(rootKey, organisation, organisation + " root");
        Instant now = Instant.now();
        Certificate top = root.issue(
                new Issuing.Holder(organisation + " root", rootKey.publicKey(), 1),
                serial(),
                now.minus(BEFORE),
                now.plus(ROOT_LIFE));
        Certificate issuing = root.issue(
                new Issuing.Holder(organisation + " people", issuingKey.publicKey(), 0),
                serial(),
                now.minus(BEFORE),
                now.plus(ISSUING_LIFE));
        SecretFile.writeKey(folder.resolve("root.key"), rootKey);
        SecretFile.writeKey(folder.resolve("issuing.key"), issuingKey);
        PemFile.write(folder.resolve("root.pem"), List.of(top));
        PemFile.write(folder.resolve("issuing.pem"), List.of(issuing));
        common.say(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("folder", folder.toString())
                        .put("root", top.thumbprint().toHex()),
                folder + ": the authority " + top.thumbprint().toHex(),
                "Keep " + folder.resolve("root.key") + " apart: issuing does not need it.");
        return ExitCodes.DONE;
    }

    @Command(name = "issue", description = "issue a certificate for somebody's public key")
    int issue(
            @Mixin Common common,
            @Parameters(paramLabel = "FOLDER", description = "the authority") Path folder,
            @Parameters(paramLabel = "NAME", description = "the common name: letters, digits, dots, hyphens")
                    String name,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "as `polder key show` says it") String key,
            @Parameters(paramLabel = "FILE", description = "the certificate, with the one of its issuer") Path file,
            @Option(names = "--days", defaultValue = "365", paramLabel = "N", description = "its life (default: 365)")
                    int days) {
        Certificate issuer = PemFile.read(folder.resolve("issuing.pem")).getFirst();
        SigningKey issuing = SecretFile.readKey(folder.resolve("issuing.key"));
        Instant now = Instant.now();
        String issuerName = issuer.names().common().orElseThrow();
        String organisation = issuerName.substring(0, issuerName.length() - " people".length());
        Certificate certificate = new Issuing(issuing, organisation, issuerName)
                .issue(
                        new Issuing.Holder(name, PublicKey.ofCose(KeyRing.publicKey(key)), -1),
                        serial(),
                        now.minus(BEFORE),
                        now.plus(Duration.ofDays(days)));
        PemFile.write(file, List.of(certificate, issuer));
        common.say(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("certificate", certificate.thumbprint().toHex())
                        .put("file", file.toString()),
                file + ": a certificate for " + name + " until "
                        + Instant.ofEpochMilli(certificate.life().to()));
        return ExitCodes.DONE;
    }

    @Command(name = "trust", description = "let who holds a certificate of an authority act for the organisation")
    int trust(
            @Mixin Signing signing,
            @Parameters(paramLabel = "FILE", description = "the authority's certificate in PEM or DER") Path file,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation,
            @Option(
                            names = "--role",
                            defaultValue = "reader",
                            paramLabel = "ROLE",
                            description = "admin, operator or reader (default: reader)")
                    String role) {
        Certificate authority = PemFile.read(file).getFirst();
        JsonNode answer =
                act(signing, "trust-authority", Cbor.of(organisation), Cbor.of(authority.der()), Cbor.of(role));
        signing.report(answer, "authority " + authority.thumbprint().toHex() + " trusted");
        return ExitCodes.DONE;
    }

    @Command(name = "distrust", description = "take no new certificates of an authority")
    int distrust(
            @Mixin Signing signing,
            @Parameters(paramLabel = "THUMBPRINT", description = "as `polder ca list` says it") String thumbprint,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation) {
        JsonNode answer = act(signing, "distrust-authority", Cbor.of(organisation), KeyRing.thumbprint(thumbprint));
        signing.report(
                answer,
                "authority distrusted: it makes nobody a person any more; who is one by it stays one until the"
                        + " certificate ends, or until `polder key revoke`");
        return ExitCodes.DONE;
    }

    @Command(name = "present", description = "become a person of the network by a certificate for your key")
    int present(
            @Mixin Signing signing,
            @Parameters(paramLabel = "FILE", description = "your certificate, then those up to the authority")
                    Path file,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation,
            @Option(
                            names = "--authority",
                            required = true,
                            paramLabel = "FILE",
                            description = "the certificate of the trusted authority")
                    Path authority) {
        List<Certificate> path = PemFile.read(file);
        Certificate trusted = PemFile.read(authority).getFirst();
        PemFile.requirePath(path, trusted);
        SigningKey key = signing.key();
        if (!path.getFirst().spki().equals(key.publicKey().toSpki()))
            throw Failure.usage(
                    "the certificate is for another key than --key", "Name the key that it was issued for.");
        Cbor certificates = Cbor.array(path.stream().map(c -> Cbor.of(c.der())).toList());
        Call.Invoke call = new Call.Invoke(
                "authority",
                "present-certificate",
                Cbor.array(Cbor.of(organisation), Cbor.of(trusted.thumbprint()), certificates));
        JsonNode answer = signing.invoke(
                ChainSpec.AUTHORITY, call, Address.key(key.publicKey().thumbprint()), key);
        signing.report(
                answer, "you are " + answer.path("receipt").path("result").asText());
        return ExitCodes.DONE;
    }

    @Command(name = "revoked", description = "end the keys of certificates that their authority has taken back")
    int revoked(
            @Mixin Signing signing,
            @Parameters(paramLabel = "FILE", description = "the authority's list, in PEM or DER") Path file,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation,
            @Option(
                            names = "--authority",
                            required = true,
                            paramLabel = "FILE",
                            description = "the certificate of the trusted authority")
                    Path authority,
            @Option(
                            names = "--issuers",
                            paramLabel = "FILE",
                            description = "certificates from who signed the list up to that authority, if it did not")
                    Path issuers) {
        List<Cbor> between = issuers == null
                ? List.of()
                : PemFile.read(issuers).stream()
                        .<Cbor>map(each -> Cbor.of(each.der()))
                        .toList();
        Call.Invoke call = new Call.Invoke(
                "authority",
                "take-revocations",
                Cbor.array(
                        Cbor.of(organisation),
                        Cbor.of(PemFile.read(authority).getFirst().thumbprint()),
                        Cbor.of(PemFile.list(file)),
                        Cbor.array(between)));
        JsonNode answer = signing.invoke(ChainSpec.AUTHORITY, call);
        signing.report(
                answer, "keys ended: " + answer.path("receipt").path("result").asText());
        return ExitCodes.DONE;
    }

    @Command(name = "list", description = "list the authorities that an organisation trusts")
    int list(@Mixin AtNode node, @Parameters(paramLabel = "ORGANISATION") String organisation) {
        JsonNode all = KeyRing.ask(node, "authorities", Cbor.of(organisation));
        node.common().say(all, KeyRing.stream(all).map(CaCommand::line).toArray(String[]::new));
        return ExitCodes.DONE;
    }

    private static String line(JsonNode authority) {
        return KeyRing.hex(authority.path("thumbprint")) + "  "
                + authority.path("role").asText() + "  until "
                + Instant.ofEpochMilli(authority.path("until").asLong());
    }

    private static JsonNode act(Signing signing, String method, Cbor... arguments) {
        return signing.invoke(ChainSpec.AUTHORITY, new Call.Invoke("authority", method, Cbor.array(arguments)));
    }
}
