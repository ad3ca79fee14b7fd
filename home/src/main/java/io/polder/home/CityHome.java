package io.polder.home;

import io.polder.hashgraph.HashgraphKeys;
import io.polder.protocol.CityCard;
import io.polder.protocol.Founding;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The folder of one city node: its keys, its card, the network's genesis, its configuration and its data.
public record CityHome(Path folder) {
    public static final String ORGANISATION = "organisation";
    public static final String CITY = "city";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /// Makes the keys and the card of a new city. What is there already stays.
    public CityCard make(CityConfig config, SecureRandom random, long time) {
        for (String name : List.of(ORGANISATION, CITY))
            if (!Files.exists(hardwareFile(name)))
                keep(
                        name + ".key",
                        () -> SigningKey.generate(Algorithm.ED25519, random).save());
        keep("gateway.secret", () -> random(random));
        keep("operator.token", () -> Bytes.utf8(random(random).toHex()));
        // The engine tells its peers apart by the number in their certificates, and this city has no number yet.
        if (!Files.exists(engineKeyFile(0)))
            HashgraphKeys.create(random, random.nextLong(1, Long.MAX_VALUE)).save(engineKeyFile(0));
        if (!Files.exists(configFile())) config.write(configFile());
        return writeCard(engineKeyFile(0), time);
    }

    /// A card for a city that is to replace itself: with an engine key that was never used, and a new city key if it is
    /// to change as well.
    public CityCard renew(boolean cityKey, SecureRandom random, long time) {
        HashgraphKeys.create(random, random.nextLong(1, Long.MAX_VALUE)).save(cardEngineKeyFile());
        if (cityKey) {
            try {
                Files.deleteIfExists(keyFile("city.key"));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot replace the city's key", e);
            }
            keep(
                    "city.key",
                    () -> SigningKey.generate(Algorithm.ED25519, random).save());
        }
        return writeCard(cardEngineKeyFile(), time);
    }

    private CityCard writeCard(Path engineKey, long time) {
        CityConfig config = config();
        CityCard card = new CityCard(
                config.name(),
                config.city(),
                new Organisation(config.organisation(), organisationKey().publicKey()),
                cityKey().publicKey(),
                new Member.Doors(config.gossip(), config.sync()),
                HashgraphKeys.load(engineKey).publicPart(),
                time);
        write(cardFile(), card.sign(organisationKey(), cityKey()));
        return card;
    }

    /// The engine key of a card that replaces an earlier one.
    public Path cardEngineKeyFile() {
        return keyFile("engine-" + Founding.DEFAULT_CLUSTER + "-card.key");
    }

    /// Founds the network of these cards, of which one must be this city's, and keeps its genesis.
    public Genesis found(String network, List<CityCard> cards) {
        Genesis genesis = Founding.genesis(network, cards);
        write(genesisFile(), genesis.encode());
        return genesis;
    }

    /// Keeps the genesis of a network that this city is to join.
    public void join(Genesis genesis) {
        write(genesisFile(), genesis.encode());
    }

    /// This city's own card.
    public CityCard card() {
        return CityCard.decode(read(cardFile()), Signatures.jdk());
    }

    private static Bytes random(SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return Bytes.wrap(secret);
    }

    private void keep(String name, Supplier<Bytes> content) {
        Path file = keyFile(name);
        if (Files.exists(file)) return;
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.write(file, content.get().shared(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    public CityConfig config() {
        return CityConfig.read(configFile());
    }

    public Genesis genesis() {
        return Genesis.decode(read(genesisFile()));
    }

    public SigningKey organisationKey() {
        return key(ORGANISATION);
    }

    public SigningKey cityKey() {
        return key(CITY);
    }

    /// Where the file is that says in which hardware module the key `organisation` or `city` lives, if it does.
    public Path hardwareFile(String name) {
        return keyFile(name + HardwareKey.SUFFIX);
    }

    private SigningKey key(String name) {
        return Files.exists(hardwareFile(name))
                ? HardwareKey.read(hardwareFile(name)).open()
                : SigningKey.load(read(keyFile(name + ".key")));
    }

    /// The keys that this node keeps for people.
    public HostedKeys hostedKeys() {
        return new HostedKeys(keyFile("hosted"));
    }

    /// The secret from which this gateway's device tokens are made.
    public Bytes gatewaySecret() {
        return read(keyFile("gateway.secret"));
    }

    /// What the operator shows at the API's operator doors.
    public String operatorToken() {
        return read(keyFile("operator.token")).toUtf8();
    }

    public Path cardFile() {
        return folder.resolve("city.card");
    }

    public Path genesisFile() {
        return folder.resolve("genesis.cbor");
    }

    /// How the rosters up to now came to be: what a city that joins is given beside the genesis.
    public Path handoversFile() {
        return folder.resolve("handovers.cbor");
    }

    /// Keeps the hand-overs up to now, whole or not at all.
    public void keep(List<Handover> handovers) {
        Path draft = folder.resolve("handovers.new");
        write(
                draft,
                Cbor.array(handovers.stream().map(Handover::toCbor).toList()).encode());
        try {
            Files.move(draft, handoversFile(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + handoversFile(), e);
        }
    }

    /// The hand-overs that were kept or given; not checked.
    public List<Handover> handovers() {
        return Files.exists(handoversFile()) ? Handover.listOf(Cbor.decode(read(handoversFile()))) : List.of();
    }

    public Path engineKeyFile(long epoch) {
        return keyFile("engine-" + Founding.DEFAULT_CLUSTER + "-" + epoch + ".key");
    }

    /// A file beside the keys that is there once an engine has begun with them.
    public Path begun(long epoch) {
        return keyFile("engine-" + Founding.DEFAULT_CLUSTER + "-" + epoch + ".begun");
    }

    public Path engine(long epoch) {
        return folder.resolve("engine").resolve(Founding.DEFAULT_CLUSTER + "-" + epoch);
    }

    public Path ledger() {
        return folder.resolve("ledger");
    }

    /// What others tried on private chains.
    public Path attempts() {
        return folder.resolve("attempts");
    }

    public Path outbox() {
        return folder.resolve("outbox");
    }

    /// The folder of a further order cluster.
    public ClusterHome cluster(String name) {
        return new ClusterHome(folder.resolve("clusters").resolve(name), folder.resolve("keys"), name);
    }

    /// How often the city records what is used.
    public Duration settleEvery() {
        return CityConfig.settleEvery(configFile());
    }

    private Path configFile() {
        return folder.resolve("city.conf");
    }

    private Path keyFile(String name) {
        return folder.resolve("keys").resolve(name);
    }

    public static Bytes read(Path file) {
        try {
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static void write(Path file, Bytes content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, content.shared());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
