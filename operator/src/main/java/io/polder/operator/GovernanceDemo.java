package io.polder.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.protocol.Founding;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The story of a network that governs itself: every city in a process of its own, every act a command that a secretary
/// types.
final class GovernanceDemo implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final long ROUND_NANOS = Duration.ofMillis(100).toNanos();
    private static final String HARBOUR = "harbour";
    private static final String PARK = "park";
    private static final String BREMEN = "bremen";
    private static final String LEIPZIG = "leipzig";
    /// Enough of four or five organisations.
    private static final List<String> MAJORITY = List.of("hamburg", "berlin", "frankfurt");
    private static final int STATIONS_EACH = 3;

    private final Common common;
    private final Path folder;
    private final Fleet fleet;
    private final Map<String, CityProcess> processes = new LinkedHashMap<>();
    private final Map<String, LocalNetwork.City> cities = new LinkedHashMap<>();
    private final Map<String, Secretary> secretaries = new LinkedHashMap<>();
    /// Files of proofs, and the transactions they prove.
    private final Map<Path, String> proofs = new LinkedHashMap<>();

    private final String marker =
            Hash.of(Bytes.wrap(new SecureRandom().generateSeed(32))).toHex();
    private Acknowledgements acknowledged = new Acknowledgements();

    /// What the changes of the roster came to: the longest time without an acknowledgement, and the epochs so far.
    record Changes(long pause, long epochs) {}

    private GovernanceDemo(Common common, Path folder, Fleet fleet) {
        this.common = common;
        this.folder = folder;
        this.fleet = fleet;
        for (LocalNetwork.City city : fleet.network().cities()) know(city);
    }

    static GovernanceDemo start(Common common, Path folder, Stations measured) {
        LocalNetwork network = LocalNetwork.in(folder, Stations.CITIES);
        GovernanceDemo demo = new GovernanceDemo(common, folder, Fleet.of(network, measured));
        demo.note("Data in " + folder + ", fingerprint " + network.genesis().id() + ".");
        try {
            for (LocalNetwork.City city : network.cities()) demo.processes.put(city.name(), CityProcess.start(city));
            demo.fleet.awaitCities();
            demo.note("Four cities, each in a process of its own, agree on an order.");
            return demo;
        } catch (Failure e) {
            demo.close();
            throw e;
        }
    }

    private void know(LocalNetwork.City city) {
        cities.put(city.name(), city);
        secretaries.put(city.config().organisation(), Secretary.of(city));
    }

    private void note(String line) {
        common.say(Json.object().put("note", line), line);
    }

    private Secretary of(String organisation) {
        return secretaries.get(organisation);
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }

    /// The first proposes, the others agree.
    private String decided(List<String> organisations, String... proposal) {
        String number = of(organisations.getFirst()).proposes(proposal);
        for (String each : organisations.subList(1, organisations.size())) of(each).does("vote", number, "yes");
        return number;
    }

    // ---- chains -----------------------------------------------------------------------------------------------

    /// A public chain of all cities, a consortium's on three of them, a private one on one.
    void foundChains() {
        String park = file("park.json", """
                {"name":"park","category":"public","members":["hamburg","berlin","frankfurt","leipzig"]}""");
        String harbour = file("harbour.json", """
                {"name":"harbour","category":"consortium","members":["hamburg","berlin","frankfurt"],
                 "cities":["hamburg","berlin","frankfurt"],"engine":"raft"}""");
        String vault = file("vault.json", """
                {"name":"%s","category":"private","members":["hamburg"],
                 "cities":["hamburg"],"engine":"solo"}""".formatted(HiddenChain.PRIVATE));
        decided(Stations.CITIES, "chain", "create", park);
        decided(MAJORITY, "chain", "create", harbour);
        of("hamburg").does("chain", "create", vault);
        settle("hamburg", "save", "quay", "free", HARBOUR);
        settle("hamburg", "save", "secret", marker, HiddenChain.PRIVATE);
        JsonNode anyone = settle(LEIPZIG, "save", "bench/1", "free", PARK);
        keepProof(LEIPZIG, PARK, anyone.path("id").asText());
        note("Founded: park, public, on all cities; harbour, a consortium's, on three by Raft; a private one, on one.");
    }

    /// A chain with cities of its own begins when these have announced themselves.
    private JsonNode settle(String organisation, String act, String key, String value, String chain) {
        Secretary.Outcome[] last = new Secretary.Outcome[1];
        Patience.until(chain + " takes what " + organisation + " saves", PATIENCE, () -> {
            last[0] = of(organisation).acts("kv", act, key, value, "--chain", chain);
            return last[0].done() || last[0].refusal().startsWith("exists");
        });
        return last[0].said();
    }

    /// Whether the same attempt was refused before the vote and accepted after it, and one member alone changed
    /// nothing.
    boolean changePolicy() {
        String[] attempt = {"kv", "save", "gate", "open", "--chain", HARBOUR};
        Secretary leipzig = new Secretary(LEIPZIG, cities.get("berlin"), key(LEIPZIG));
        boolean before = refused("leipzig, an outsider, writes to harbour", leipzig.acts(attempt), "may-not-transact");
        boolean reads = refused(
                "leipzig reads harbour", leipzig.reads("kv", "get", "quay", "--chain", HARBOUR), "unauthorized");
        String open = file("open.json", """
                {"roles":{"member":["members"],"guest":["org:leipzig"]},
                 "functions":{"write":{"kind":"invoke"},"read":{"kind":"query"}},
                 "grants":{"member":["write","read"],"guest":["write"]}}""");
        String number = of("hamburg").proposes("propose", "policy", HARBOUR, open);
        boolean votes = refused("leipzig votes on it", leipzig.acts("vote", number, "yes"), "not-a-member");
        boolean alone =
                refused("leipzig writes while one member alone agrees", leipzig.acts(attempt), "may-not-transact");
        of("berlin").does("vote", number, "yes");
        boolean[] after = {false};
        Patience.until("the decision is known at harbour", PATIENCE, () -> {
            after[0] = leipzig.acts(attempt).done();
            return after[0];
        });
        note("Two of three members agreed (proposal " + number + "): the same attempt of leipzig is accepted now.");
        return before && reads && votes && alone && after[0];
    }

    private Path key(String city) {
        return cities.get(city).home().folder().resolve("keys").resolve("organisation.key");
    }

    private boolean refused(String what, Secretary.Outcome outcome, String code) {
        boolean as = !outcome.done() && outcome.refusal().startsWith(code + ":");
        note((as ? "Refused: " : "NOT refused as " + code + ": ") + what + ". " + outcome.refusal());
        return as;
    }

    /// What tells the private chain from an absent one, to anyone but its owner; nothing should.
    List<String> tellHidden() {
        List<String> told = new ArrayList<>();
        for (LocalNetwork.City city : cities.values())
            for (String difference : HiddenChain.differences(city)) told.add(city.name() + ": " + difference);
        Secretary berlin = new Secretary("berlin", cities.get("hamburg"), key("berlin"));
        String asMember = berlin.reads("kv", "get", "secret", "--chain", HiddenChain.PRIVATE)
                .refusal();
        String ofAbsent = berlin.reads("kv", "get", "secret", "--chain", HiddenChain.ABSENT)
                .refusal();
        if (!asMember.replace(HiddenChain.PRIVATE, HiddenChain.ABSENT).equals(ofAbsent)) told.add("a member's read");
        for (LocalNetwork.City city : cities.values())
            if (!city.name().equals("hamburg") && HiddenChain.onDisk(city, marker))
                told.add("the disk of " + city.name());
        if (!HiddenChain.onDisk(cities.get("hamburg"), marker)) told.add("hamburg itself does not keep it");
        if (told.isEmpty())
            note("The private chain answers like one that is not there, at every city,"
                    + " and is on its city's disk alone.");
        else note("The private chain can be told by " + told);
        return told;
    }

    // ---- cities -----------------------------------------------------------------------------------------------

    /// Under load a fifth city joins, loses its disk and is replaced, and one of the first leaves.
    Changes changeCities() {
        List<StationThing> things = new ArrayList<>();
        for (String city : MAJORITY)
            fleet.things().stream()
                    .filter(t -> t.city.name().equals(city))
                    .limit(STATIONS_EACH)
                    .forEach(things::add);
        new Fleet(fleet.network(), fleet.measured(), things).enrol(common);
        long pause = 0;
        try (Traffic traffic = new Traffic(fleet, things, ROUND_NANOS).goOn()) {
            acknowledged = traffic.acknowledgements();
            LocalNetwork.City bremen = makeBremen("bremen");
            decided(MAJORITY, "propose", "register", BREMEN, publicKey(bremen));
            follow(bremen);
            pause = Math.max(pause, change("bremen joins", 1, () -> vote(bremen, "invite")));
            prove("hamburg", 1);
            processes.get(BREMEN).kill();
            LocalNetwork.City again = makeBremen("bremen-again");
            note("bremen has lost its disk. It has the key of its organisation, and makes all others anew.");
            pause = Math.max(pause, change("bremen is replaced", 2, () -> replace(again)));
            prove("berlin", 2);
            pause = Math.max(pause, change("leipzig leaves", 3, () -> decided(MAJORITY, "city", "leave", LEIPZIG)));
            prove(BREMEN, 3);
            traffic.end();
        }
        note(acknowledged.readings() + " readings acknowledged meanwhile; the longest pause was " + pause + " ms.");
        acknowledged.refusals().forEach((why, count) -> note("  " + count + " frames not acknowledged: " + why));
        return new Changes(pause, 1 + epoch());
    }

    private void vote(LocalNetwork.City city, String on) {
        decided(MAJORITY, "city", on, city.home().cardFile().toString());
    }

    private void start(LocalNetwork.City city) {
        know(city);
        processes.put(city.name(), CityProcess.start(city));
    }

    /// Lets a new city follow without a seat, and returns when it has the blocks of the others.
    private void follow(LocalNetwork.City city) {
        vote(city, "follow");
        long goal = Demo.height(cities.get("hamburg"));
        long began = System.nanoTime();
        start(city);
        Patience.until(city.name() + " follows", PATIENCE, () -> Demo.height(city) >= goal);
        note(city.name() + " follows without a seat, " + (System.nanoTime() - began) / 1_000_000
                + " ms after its start.");
    }

    /// A city with a seat and new keys comes back once it is voted in again.
    private void replace(LocalNetwork.City city) {
        vote(city, "invite");
        start(city);
    }

    /// A city on a fresh disk, with bremen's organisation's key if there was one before.
    private LocalNetwork.City makeBremen(String name) {
        CityHome home = new CityHome(folder.resolve(name));
        try {
            if (cities.containsKey(BREMEN)) {
                Files.createDirectories(home.folder().resolve("keys"));
                Files.copy(key(BREMEN), home.folder().resolve("keys").resolve("organisation.key"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the organisation's key", e);
        }
        Secretary.offline(
                "init",
                "--city",
                BREMEN,
                "--dir",
                home.folder().toString(),
                "--public-address",
                "127.0.0.1:" + LocalNetwork.freePair(),
                "--api-port",
                "" + LocalNetwork.freePort(),
                "--mqtt-port",
                "" + LocalNetwork.freePort(),
                "--http-port",
                "" + LocalNetwork.freePort());
        Secretary.offline(
                "city",
                "join",
                "--dir",
                home.folder().toString(),
                "--genesis",
                cities.get("hamburg").home().genesisFile().toString(),
                "--fingerprint",
                fleet.network().genesis().id().toHex());
        return new LocalNetwork.City(BREMEN, home, home.config());
    }

    private static String publicKey(LocalNetwork.City city) {
        return Secretary.offline(
                        "key",
                        "show",
                        city.home()
                                .folder()
                                .resolve("keys")
                                .resolve("organisation.key")
                                .toString())
                .path("publicKey")
                .asText();
    }

    private long epoch() {
        return of("hamburg").reads("city", "list").said().path("epoch").asLong();
    }

    private void awaitReady() {
        Patience.until("every city has announced its next engine's key", PATIENCE, () -> {
            JsonNode members = of("hamburg").reads("city", "list").said().path("members");
            for (JsonNode member : members)
                if (!member.path("ready").asBoolean()
                        && processes.get(member.path("node").asText()).alive()) return false;
            return !members.isEmpty();
        });
    }

    /// Returns when every city of the new roster orders: the longest time without an acknowledgement until then, in ms.
    private long change(String what, long epoch, Runnable decision) {
        awaitReady();
        long began = System.nanoTime();
        decision.run();
        Patience.until("epoch " + epoch, PATIENCE, () -> epoch() == epoch);
        for (JsonNode member : of("hamburg").reads("city", "list").said().path("members"))
            awaitEpoch(cities.get(member.path("node").asText()), epoch);
        long ended = System.nanoTime();
        long pause = acknowledged.pause(began, ended);
        note("Epoch " + epoch + ": " + what + ", " + (ended - began) / 1_000_000
                + " ms from the proposal until all order; " + pause + " ms at most without an acknowledgement.");
        return pause;
    }

    private static void awaitEpoch(LocalNetwork.City city, long epoch) {
        CityClient client = new CityClient(city.api());
        Patience.until(
                city.name() + " orders in epoch " + epoch,
                PATIENCE,
                () -> client.get("/v1/status")
                        .filter(CityClient.Answer::good)
                        .map(a -> main(a.json().path("clusters")))
                        .filter(c -> c.path("epoch").asLong(-1) == epoch)
                        .filter(c -> c.path("engine").path("status").asText().equals("ACTIVE"))
                        .isPresent());
    }

    private static JsonNode main(JsonNode clusters) {
        for (JsonNode cluster : clusters)
            if (cluster.path("cluster").asText().equals(Founding.DEFAULT_CLUSTER)) return cluster;
        return Json.object();
    }

    // ---- proofs -----------------------------------------------------------------------------------------------

    private void keepProof(String city, String chain, String id) {
        Path file = folder.resolve("proof-" + proofs.size() + ".proof");
        proofs.put(file, id);
        Secretary secretary = of(city);
        Secretary.Outcome got =
                secretary.reads("proof", "tx", id, "--chain", chain, "-o", file.toString(), "--timeout", "60");
        if (!got.done()) throw new Failure(1, "no proof of " + id + ": " + got.refusal(), "see node.log");
    }

    private void prove(String city, long epoch) {
        JsonNode saved = of(city).does("kv", "save", "epoch/" + epoch, "begun", "--chain", PARK);
        keepProof(city, PARK, saved.path("id").asText());
    }

    /// Whether every proof holds under the fingerprint of the first genesis, checked by the verifier alone.
    boolean prove() {
        JsonNode saved = settle("berlin", "save", "epoch/last", "seen", HARBOUR);
        keepProof("berlin", HARBOUR, saved.path("id").asText());
        boolean all = true;
        for (Path file : proofs.keySet()) {
            boolean holds = VerifierAlone.holds(
                    CityHome.read(file), folder, fleet.network().genesis().id());
            all &= holds;
            if (!holds) note("The proof of " + proofs.get(file) + " does not hold.");
        }
        if (all)
            note(proofs.size()
                    + " proofs, from before the changes, between and after them, and from the consortium's own"
                    + " cluster, hold under the first genesis' fingerprint.");
        return all;
    }

    /// How many acknowledged readings no other city has in a certified block.
    long lost() {
        Set<String> stay = Set.of("hamburg", "berlin", "frankfurt", BREMEN);
        List<LocalNetwork.City> order = cities.values().stream()
                .filter(c -> stay.contains(c.name()))
                .toList()
                .reversed();
        return ReadBack.lost(acknowledged.all(), order, this::note);
    }

    @Override
    public void close() {
        processes.values().forEach(CityProcess::close);
    }
}
