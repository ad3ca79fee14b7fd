package io.polder.home;

import io.polder.protocol.CityCard;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// Runs in a process of its own, since the module's library reads its environment: `create` makes the keys of a city
/// and
/// its card, `use` signs with what an earlier process has made.
final class HardwareTrial {
    private HardwareTrial() {}

    public static void main(String[] arguments) throws IOException {
        CityHome home = new CityHome(Path.of(arguments[1]));
        HardwareKey city = new HardwareKey(arguments[2], 0, "city", "env:TRIAL_PIN");
        HardwareKey organisation = new HardwareKey(arguments[2], 0, "organisation", "file:" + arguments[3]);
        if (arguments[0].equals("create")) {
            for (HardwareKey each : List.of(city, organisation)) {
                each.create(new SecureRandom());
                each.write(home.hardwareFile(each.label()));
            }
            Endpoint nowhere = new Endpoint("127.0.0.1", 1);
            home.make(
                    new CityConfig("kiel", "kiel", "kiel", nowhere, nowhere, CityConfig.Doors.LOOPBACK),
                    new SecureRandom(),
                    1_800_000_000_000L);
        }
        CityCard card = CityCard.decode(Bytes.wrap(Files.readAllBytes(home.cardFile())), Signatures.jdk());
        Bytes message = Bytes.utf8("a message");
        for (SigningKey key : List.of(home.cityKey(), home.organisationKey())) {
            if (key.publicKey().algorithm() != Algorithm.ES256) throw new IllegalStateException("not P-256");
            if (key.privateKey().getEncoded() != null) throw new IllegalStateException("the key can be read");
            if (!(Signatures.jdk().check(key.publicKey(), message, key.sign(message)) instanceof Verdict.Valid))
                throw new IllegalStateException("the signature does not hold");
        }
        if (!card.key().equals(home.cityKey().publicKey())) throw new IllegalStateException("another city key");
        System.out.println(home.cityKey().publicKey().thumbprint());
    }
}
