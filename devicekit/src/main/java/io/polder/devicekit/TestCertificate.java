package io.polder.devicekit;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A self-signed certificate for 127.0.0.1 with its key, and both in a PKCS#12 file.
public record TestCertificate(Path store, Certificate certificate, SigningKey signer) {
    public static final String PASSWORD = "test-only";
    private static final String ALIAS = "key";
    private static final Bytes ED25519 = Bytes.hex("300506032b6570");
    private static final Bytes ECDSA_SHA256 = Bytes.hex("300a06082a8648ce3d040302");
    private static final Bytes COMMON_NAME = Bytes.hex("0603550403");
    /// The extension subjectAltName with the address 127.0.0.1.
    private static final Bytes ADDRESS = Bytes.hex("a3133011300f0603551d11040830068704" + "7f000001");
    private static final Bytes VERSION_3 = Bytes.hex("a003020102");
    private static final Bytes SERIAL = Bytes.hex("020101");
    private static final int SEQUENCE = 0x30;

    public static TestCertificate make(Path folder, String name, Algorithm algorithm)
            throws IOException, GeneralSecurityException {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        boolean edwards = algorithm == Algorithm.ED25519;
        Bytes kind = edwards ? ED25519 : ECDSA_SHA256;
        Bytes subject = name(name);
        Bytes body = der(
                SEQUENCE,
                VERSION_3,
                SERIAL,
                kind,
                subject,
                validity(),
                subject,
                key.publicKey().toSpki(),
                ADDRESS);
        Signature signature = Signature.getInstance(edwards ? "Ed25519" : "SHA256withECDSA");
        signature.initSign(key.privateKey());
        signature.update(body.shared());
        Bytes whole = der(SEQUENCE, body, kind, der(3, Bytes.of((byte) 0), Bytes.wrap(signature.sign())));
        Certificate certificate =
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole.shared()));
        Path store = folder.resolve(name + "-" + algorithm + ".p12");
        TestCertificate made = new TestCertificate(store, certificate, key);
        try (OutputStream out = Files.newOutputStream(store)) {
            made.keys().store(out, PASSWORD.toCharArray());
        }
        return made;
    }

    private static Bytes name(String name) {
        Bytes text = der(0x0c, Bytes.utf8(name));
        return der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, text)));
    }

    private static Bytes validity() {
        return der(SEQUENCE, der(0x17, Bytes.utf8("200101000000Z")), der(0x17, Bytes.utf8("490101000000Z")));
    }

    private static Bytes der(int tag, Bytes... parts) {
        Bytes content = Bytes.concat(parts);
        int size = content.size();
        Bytes head = size < 128
                ? Bytes.of((byte) tag, (byte) size)
                : Bytes.of((byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size);
        return Bytes.concat(head, content);
    }

    public PublicKey key() {
        return signer.publicKey();
    }

    /// The certificate as text.
    public String pem() throws GeneralSecurityException {
        return armour("CERTIFICATE", certificate.getEncoded());
    }

    /// The private key as text, in PKCS#8.
    public String keyPem() {
        return armour("PRIVATE KEY", signer.privateKey().getEncoded());
    }

    private static String armour(String what, byte[] content) {
        byte[] end = "\n".getBytes(StandardCharsets.US_ASCII);
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, end).encodeToString(content) + "\n-----END "
                + what + "-----\n";
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        KeyStore keys = empty();
        keys.setKeyEntry(ALIAS, signer.privateKey(), PASSWORD.toCharArray(), new Certificate[] {certificate});
        return keys;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, new char[0]);
        return keys;
    }

    public KeyManagerFactory identity() throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys(), PASSWORD.toCharArray());
        return factory;
    }

    /// Trust in this certificate and no other.
    public TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry(ALIAS, certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    /// A client of this server, showing its own certificate if it has one.
    public SSLContext client(Optional<TestCertificate> own) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.isPresent() ? own.get().identity().getKeyManagers() : null, trust().getTrustManagers(), null);
        return context;
    }
}
