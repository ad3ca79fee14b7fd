package io.polder.raft;

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
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// One member's key for its connections in one cluster and epoch: P-256, with a certificate that the other members pin
/// whole. No authority vouches for it and no date ends it: its epoch does.
public final class RaftKeys {
    private static final String KIND = "polder-raft-keys";
    private static final int FORMAT = 1;
    private static final Bytes ECDSA_SHA256 = Bytes.hex("300a06082a8648ce3d040302");
    private static final Bytes COMMON_NAME = Bytes.hex("0603550403");
    private static final Bytes VERSION_3 = Bytes.hex("a003020102");
    private static final int SERIAL_BYTES = 15;
    /// RFC 5280, 4.1.2.5: a certificate that has no well-defined end.
    private static final Bytes ALWAYS = Der.sequence(
            Der.tagged(0x17, Bytes.utf8("700101000000Z")), Der.tagged(0x18, Bytes.utf8("99991231235959Z")));

    private final PrivateKey key;
    private final X509Certificate certificate;

    private RaftKeys(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    public static RaftKeys create(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] serial = new byte[SERIAL_BYTES];
            random.nextBytes(serial);
            serial[0] = 1;
            Bytes name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8("polder raft member"))));
            Bytes body = Der.sequence(
                    VERSION_3,
                    Der.tagged(0x02, Bytes.wrap(serial)),
                    ECDSA_SHA256,
                    name,
                    ALWAYS,
                    name,
                    Bytes.wrap(pair.getPublic().getEncoded()));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate(), random);
            signature.update(body.shared());
            Bytes whole = Der.sequence(body, ECDSA_SHA256, Der.bits(Bytes.wrap(signature.sign())));
            return new RaftKeys(pair.getPrivate(), certificate(whole));
        } catch (GeneralSecurityException e) {
            throw new RaftFailure("this JVM cannot make engine keys", e);
        }
    }

    /// The certificate (X.509, DER) that the other members pin: `Peer.engineKey`.
    public Bytes publicPart() {
        return encoded(certificate);
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate certificate() {
        return certificate;
    }

    static Bytes encoded(X509Certificate certificate) {
        try {
            return Bytes.wrap(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read does not encode", e);
        }
    }

    /// Writes one file that only its owner may read, whole or not at all.
    public void save(Path file) {
        Bytes content = Cbor.array(
                        Cbor.of(KIND), Cbor.of(FORMAT), Cbor.of(Bytes.wrap(key.getEncoded())), Cbor.of(publicPart()))
                .encode();
        try {
            Path draft = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    file.getFileName().toString(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content.shared());
                while (rest.hasRemaining()) channel.write(rest);
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RaftFailure("cannot write engine keys to " + file, e);
        }
    }

    public static RaftKeys load(Path file) {
        try {
            List<Cbor> items = Cbor.decode(Bytes.wrap(Files.readAllBytes(file))).asArray(4);
            if (!items.get(0).equals(Cbor.of(KIND)) || !items.get(1).equals(Cbor.of(FORMAT)))
                throw new RaftFailure("expected engine keys of format " + FORMAT + " in " + file);
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(items.get(2).asBytes().shared()));
            return new RaftKeys(key, certificate(items.get(3).asBytes()));
        } catch (IOException | GeneralSecurityException | Malformed e) {
            throw new RaftFailure("cannot read engine keys from " + file, e);
        }
    }

    private static X509Certificate certificate(Bytes der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der.shared()));
    }

    @Override
    public String toString() {
        return "engine keys with the serial number "
                + certificate.getSerialNumber().toString(16);
    }
}
