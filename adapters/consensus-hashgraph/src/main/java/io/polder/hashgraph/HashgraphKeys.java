package io.polder.hashgraph;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Set;
import org.hiero.base.crypto.KeyGeneratingException;
import org.hiero.base.crypto.SigningSchema;
import org.hiero.consensus.crypto.KeysAndCertsGenerator;
import org.hiero.consensus.model.node.KeysAndCerts;
import org.hiero.consensus.model.node.NodeId;

/// One member's engine keys for one cluster and epoch: an Ed25519 key that signs its events and states, and a P-384
/// key for its connections that the first one vouches for. They are never used again after their event log was lost.
public final class HashgraphKeys {
    private static final String KIND = "polder-hashgraph-keys";
    private static final int FORMAT = 1;

    private final KeysAndCerts keys;

    private HashgraphKeys(KeysAndCerts keys) {
        this.keys = keys;
    }

    public static HashgraphKeys create(SecureRandom random, long number) {
        try {
            return new HashgraphKeys(
                    KeysAndCertsGenerator.generate(NodeId.of(number), SigningSchema.ED25519, random, random));
        } catch (GeneralSecurityException | KeyGeneratingException e) {
            throw new HashgraphFailure("this JVM cannot make engine keys", e);
        }
    }

    /// The signing certificate (X.509, DER) that the other members pin: `Peer.engineKey`.
    public Bytes publicPart() {
        try {
            return Bytes.wrap(keys.sigCert().getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate of our own does not encode", e);
        }
    }

    /// Writes one file that only its owner may read, whole or not at all.
    public void save(Path file) {
        try {
            Path draft = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    file.getFileName().toString(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(Set.of(
                            java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                            java.nio.file.attribute.PosixFilePermission.OWNER_WRITE)));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(encoded().shared());
                while (content.hasRemaining()) channel.write(content);
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HashgraphFailure("cannot write engine keys to " + file, e);
        }
    }

    public static HashgraphKeys load(Path file) {
        try {
            if (!(Cbor.decode(Bytes.wrap(Files.readAllBytes(file))) instanceof Cbor.Array(var items))
                    || items.size() != 6
                    || !items.get(0).equals(Cbor.of(KIND))
                    || !items.get(1).equals(Cbor.of(FORMAT)))
                throw new HashgraphFailure("expected engine keys of format " + FORMAT + " in " + file);
            X509Certificate signing = certificate(items.get(3));
            X509Certificate agreement = certificate(items.get(5));
            return new HashgraphKeys(new KeysAndCerts(
                    pair("Ed25519", signing, items.get(2)), pair("EC", agreement, items.get(4)), signing, agreement));
        } catch (IOException | GeneralSecurityException | Malformed e) {
            throw new HashgraphFailure("cannot read engine keys from " + file, e);
        }
    }

    KeysAndCerts inEngineForm() {
        return keys;
    }

    @Override
    public String toString() {
        return "engine keys of " + keys.sigCert().getSubjectX500Principal().getName();
    }

    private Bytes encoded() {
        try {
            return Cbor.array(
                            Cbor.of(KIND),
                            Cbor.of(FORMAT),
                            binary(keys.sigKeyPair().getPrivate().getEncoded()),
                            binary(keys.sigCert().getEncoded()),
                            binary(keys.agrKeyPair().getPrivate().getEncoded()),
                            binary(keys.agrCert().getEncoded()))
                    .encode();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate of our own does not encode", e);
        }
    }

    private static Cbor binary(byte[] content) {
        return Cbor.of(Bytes.wrap(content));
    }

    private static byte[] binary(Cbor item) {
        if (item instanceof Cbor.Binary(Bytes value)) return value.toArray();
        throw new Malformed("a byte string", item.toString());
    }

    private static KeyPair pair(String algorithm, X509Certificate certificate, Cbor secret)
            throws GeneralSecurityException {
        return new KeyPair(
                certificate.getPublicKey(),
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(binary(secret))));
    }

    private static X509Certificate certificate(Cbor item) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(binary(item)));
    }
}
