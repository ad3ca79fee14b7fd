package io.polder.cli;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.RevocationList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Files of certificates in PEM, as other tools write and read them.
final class PemFile {
    private static final int LINE = 64;

    private PemFile() {}

    static void write(Path file, List<Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (Certificate each : certificates)
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder(LINE, new byte[] {'\n'})
                            .encodeToString(each.der().shared()))
                    .append("\n-----END CERTIFICATE-----\n");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /// One certificate or more, each as the ledger will read it.
    static List<Certificate> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            List<Certificate> certificates = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in))
                certificates.add(Certificate.decode(Bytes.wrap(each.getEncoded())));
            if (certificates.isEmpty()) throw Failure.usage(file + " has no certificate", "It is in PEM or DER.");
            return certificates;
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no file " + file, "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (GeneralSecurityException | Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage(), "docs/spec/certificates.md says what is taken.");
        }
    }

    /// A list of certificates that are taken back, as the ledger will read it.
    static Bytes list(Path file) {
        try (var in = Files.newInputStream(file)) {
            Bytes der = Bytes.wrap(
                    ((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in)).getEncoded());
            RevocationList.decode(der);
            return der;
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no file " + file, "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (GeneralSecurityException | Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage(), "docs/spec/certificates.md says what is taken.");
        }
    }

    /// The JDK's own judgement, before the ledger is asked.
    static void requirePath(List<Certificate> path, Certificate trusted) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate each : path) certificates.add(jdk(each));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(jdk(trusted), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
        } catch (CertPathValidatorException e) {
            throw Failure.usage("the certificate does not hold: " + e.getMessage(), "Nothing was sent.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK checks no certificates", e);
        }
    }

    private static X509Certificate jdk(Certificate certificate) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
    }
}
