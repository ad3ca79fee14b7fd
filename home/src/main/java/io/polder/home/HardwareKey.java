package io.polder.home;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.Issuing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// A key that lives in a hardware module and never leaves it, through PKCS#11. A small file says where it is; the PIN
/// is in a variable of the environment or in a file of its own, never in this one. The key is of P-256: the JDK's
/// bridge to PKCS#11 knows no Ed25519.
///
/// @param library the module's own library
/// @param slot the index of its slot, from 0
/// @param label what the key is called there
/// @param pin `env:NAME` or `file:PATH`
public record HardwareKey(String library, int slot, String label, String pin) {
    /// How the name of a file ends that says where such a key is.
    public static final String SUFFIX = ".p11";

    static final int OPEN_MAX = 16;
    private static final Duration LIFE = Duration.ofDays(36_500);
    private static final Map<HardwareKey, SigningKey> OPEN = new LinkedHashMap<>();

    /// Reads the file that says where the key is.
    public static HardwareKey read(Path file) {
        try {
            Config config = ConfigFactory.parseFile(file.toFile()).resolve();
            return new HardwareKey(
                    config.getString("library"),
                    config.getInt("slot"),
                    config.getString("label"),
                    config.getString("pin"));
        } catch (ConfigException e) {
            throw new IllegalArgumentException("expected library, slot, label and pin in " + file, e);
        }
    }

    public void write(Path file) {
        String text = """
                # Where a key is that never leaves its hardware module. The PIN is env:NAME or file:PATH.
                library = "%s"
                slot = %d
                label = "%s"
                pin = "%s"
                """.formatted(library, slot, label, pin);
        CityHome.write(file, Bytes.utf8(text));
    }

    /// The key, for signing; it stays open until the process ends.
    public SigningKey open() {
        synchronized (OPEN) {
            SigningKey known = OPEN.get(this);
            if (known != null) return known;
            if (OPEN.size() >= OPEN_MAX)
                throw new IllegalStateException("at most " + OPEN_MAX + " hardware keys are open in one process");
            SigningKey key = load();
            OPEN.put(this, key);
            return key;
        }
    }

    private SigningKey load() {
        Provider provider = provider();
        try {
            KeyStore store = store(provider);
            if (!(store.getKey(label, null) instanceof PrivateKey key) || store.getCertificate(label) == null)
                throw new IllegalArgumentException("expected a key with the label " + label + " in slot " + slot
                        + " of " + library + ", got none");
            PublicKey publicKey = PublicKey.ofSpki(
                    Bytes.wrap(store.getCertificate(label).getPublicKey().getEncoded()));
            return SigningKey.of(key, publicKey, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the module " + library + " does not give the key " + label, e);
        }
    }

    /// Makes a new key inside the module. One with this label is never replaced.
    public SigningKey create(SecureRandom random) {
        Provider provider = provider();
        try {
            KeyStore store = store(provider);
            if (store.containsAlias(label))
                throw new IllegalArgumentException("the module holds a key with the label " + label + " already");
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            PublicKey publicKey = PublicKey.ofSpki(Bytes.wrap(pair.getPublic().getEncoded()));
            SigningKey key = SigningKey.of(pair.getPrivate(), publicKey, provider);
            Certificate own = new Issuing(key, "polder", label)
                    .issue(
                            new Issuing.Holder(label, publicKey, -1),
                            new BigInteger(64, random).add(BigInteger.ONE),
                            Instant.now(),
                            Instant.now().plus(LIFE));
            store.setKeyEntry(label, pair.getPrivate(), null, new java.security.cert.Certificate[] {
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(own.der().shared()))
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the module " + library + " makes no key of P-256", e);
        }
        return open();
    }

    private KeyStore store(Provider provider) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, secret());
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException("the module " + library + " does not take the PIN of " + pin, e);
        }
    }

    /// Never installed: whoever needs it has it from its key. Keys made here are for signing and stay inside.
    private Provider provider() {
        String name = "polder" + HexFormat.of().toHexDigits(hashCode());
        String configuration = """
                --name = %s
                library = %s
                slotListIndex = %d
                attributes(generate, CKO_PRIVATE_KEY, *) = {
                  CKA_SIGN = true
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                }
                """.formatted(name, library, slot);
        try {
            return Security.getProvider("SunPKCS11").configure(configuration);
        } catch (ProviderException | InvalidParameterException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IllegalArgumentException(
                    "the module " + library + " opens no slot " + slot + " with a token: " + why, e);
        }
    }

    private char[] secret() {
        if (pin.startsWith("env:")) {
            String value = System.getenv(pin.substring("env:".length()));
            if (value == null) throw new IllegalArgumentException("the PIN is missing: set the variable " + pin);
            return value.toCharArray();
        }
        if (!pin.startsWith("file:")) throw new IllegalArgumentException("expected a PIN in env:NAME or file:PATH");
        try {
            return Files.readString(Path.of(pin.substring("file:".length())))
                    .strip()
                    .toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the PIN in " + pin, e);
        }
    }
}
