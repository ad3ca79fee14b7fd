package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.home.CityHome;
import io.polder.node.CityNode;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/govern.md tells a consortium's secretary to do, done with the commands in front of four running cities.
@Tag("long")
class GoverningTest {
    private static final List<String> CITIES = List.of("hamburg", "berlin", "kiel", "oslo");
    private static final long PATIENCE_NANOS = 90_000_000_000L;
    private static final Deque<Runnable> RUNNING = new ArrayDeque<>();

    @TempDir
    static Path folder;

    private static LocalNetwork network;

    private record Ran(int code, String out, String err) {}

    @BeforeAll
    static void start() {
        network = LocalNetwork.in(folder, CITIES);
        SharedMemory memory = new SharedMemory();
        RUNNING.push(memory::close);
        for (LocalNetwork.City city : network.cities()) RUNNING.push(CityNode.start(city.home(), memory)::close);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (polder(at("hamburg", List.of("chain", "list"))).code() != 0) {
            assertThat(System.nanoTime()).as("the cities start").isLessThan(end);
            LockSupport.parkNanos(200_000_000);
        }
    }

    @AfterAll
    static void stop() {
        while (!RUNNING.isEmpty()) RUNNING.pop().run();
    }

    private static Ran polder(List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    private static CityHome home(String city) {
        return network.cities().get(CITIES.indexOf(city)).home();
    }

    private static List<String> at(String city, List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--url", network.cities().get(CITIES.indexOf(city)).api()));
        return all;
    }

    /// With the organisation's key, at its own city.
    private static Ran by(String org, String... words) {
        List<String> all = at(org, List.of(words));
        String key =
                home(org).folder().resolve("keys").resolve("organisation.key").toString();
        all.addAll(List.of("--key", key, "--as", "org:" + org));
        return polder(all);
    }

    private static Ran readBy(String org, String... words) {
        List<String> all = at(org, List.of(words));
        String key =
                home(org).folder().resolve("keys").resolve("organisation.key").toString();
        all.addAll(List.of("--read-key", key, "--read-as", "org:" + org));
        return polder(all);
    }

    private static String done(Ran ran) {
        assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
        return ran.out();
    }

    private static void refused(Ran ran, String code) {
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains(code + ": ");
    }

    /// The number that a proposal got.
    private static String number(Ran ran) {
        return done(ran).replaceAll("(?s).*proposal ([0-9]+),.*", "$1");
    }

    private static String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Its public half, as `polder key show` says it.
    private static String newKey(String file) {
        return field(done(polder(List.of("key", "create", file, "--json"))), "publicKey");
    }

    private static String field(String json, String name) {
        return json.replaceAll("(?s).*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    private static Ran with(String key, String as, String... words) {
        List<String> all = at("oslo", List.of(words));
        all.addAll(List.of("--key", key, "--as", as));
        return polder(all);
    }

    private static String ofAllFour(String chain) {
        return file(chain + ".json", """
                {"name":"%s","category":"consortium","members":["hamburg","berlin","kiel","oslo"]}""".formatted(chain));
    }

    private static void agreed(String number, String... members) {
        for (String each : members) done(by(each, "vote", number, "yes"));
    }

    private static void awaitCities(String chain, String cities) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<String> show = at("hamburg", List.of("chain", "cities", chain));
        for (Ran ran = polder(show); !ran.out().contains(cities); ran = polder(show)) {
            assertThat(System.nanoTime()).as(ran.out() + ran.err()).isLessThan(end);
            LockSupport.parkNanos(200_000_000);
        }
    }

    @Test
    void the_cities_of_a_chain_are_changed_by_vote() {
        String charter = file(
                "locks.json",
                "{\"name\":\"locks\",\"category\":\"consortium\",\"members\":[\"hamburg\",\"berlin\"],"
                        + "\"cities\":[\"hamburg\",\"berlin\",\"kiel\"],\"engine\":\"raft\"}");
        String founding = number(by("berlin", "chain", "create", charter));
        done(by("hamburg", "vote", founding, "yes"));
        awaitCities("locks", "epoch 0 by raft: berlin, hamburg, kiel");
        refused(by("berlin", "propose", "cities", "locks", "hamburg", "berlin"), "loses-quorum");
        refused(by("berlin", "propose", "cities", "locks", "hamburg", "berlin", "kiel", "ulm"), "unknown-city");
        refused(by("berlin", "propose", "cities", "locks", "hamburg", "berlin", "kiel", "kiel"), "city-twice");
        refused(by("kiel", "propose", "cities", "locks", "hamburg", "berlin", "kiel", "oslo"), "not-a-member");
        String[] four = {"propose", "cities", "locks", "hamburg", "berlin", "kiel", "oslo", "--preview"};
        assertThat(done(by("berlin", four)))
                .contains("city oslo takes all that the chain holds and keeps it")
                .contains("two-thirds of 2 members");
        String change = number(by("berlin", List.of(four).subList(0, 7).toArray(String[]::new)));
        done(by("hamburg", "vote", change, "yes"));
        awaitCities("locks", "epoch 1 by raft: berlin, hamburg, kiel, oslo");
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (by("hamburg", "kv", "save", "gate", "shut", "--chain", "locks").code() != 0)
            assertThat(System.nanoTime()).as("the order goes on").isLessThan(end);
        assertThat(done(polder(at("oslo", List.of("chain", "show", "locks"))))).contains("\"oslo\"");
    }

    @Test
    void a_chain_is_founded_changed_by_vote_and_changed_back() {
        String charter = file(
                "harbour.json",
                "{\"name\":\"harbour\",\"category\":\"consortium\",\"members\":[\"hamburg\",\"berlin\",\"kiel\"]}");
        assertThat(done(by("berlin", "chain", "create", charter, "--preview"))).contains("all of 3 members");
        String founding = number(by("berlin", "chain", "create", charter));
        refused(by("oslo", "vote", founding, "yes"), "not-a-member");
        done(by("hamburg", "vote", founding, "yes"));
        refused(by("hamburg", "vote", founding, "no"), "voted-already");
        done(by("kiel", "vote", founding, "yes"));
        assertThat(done(polder(at("oslo", List.of("chain", "show", "harbour")))))
                .contains("consortium");

        done(by("kiel", "kv", "save", "quay", "free", "--chain", "harbour"));
        refused(by("oslo", "kv", "save", "gate", "mine", "--chain", "harbour"), "may-not-transact");
        refused(polder(at("oslo", List.of("kv", "get", "quay", "--chain", "harbour"))), "unauthorized");
        assertThat(done(readBy("kiel", "kv", "get", "quay", "--chain", "harbour")))
                .contains("free");

        String open = file(
                "open.json",
                "{\"roles\":{\"member\":[\"members\"],\"guest\":[\"org:oslo\"]},"
                        + "\"functions\":{\"write\":{\"kind\":\"invoke\"},\"read\":{\"kind\":\"query\"}},"
                        + "\"grants\":{\"member\":[\"write\",\"read\"],\"guest\":[\"write\"]}}");
        assertThat(done(by("kiel", "propose", "policy", "harbour", open, "--preview")))
                .contains("from now on org:oslo: invoke *.*", "changes nothing yet");
        String change = number(by("kiel", "propose", "policy", "harbour", open));
        refused(by("berlin", "propose", "policy", "harbour", open), "conflicting");
        done(by("berlin", "vote", change, "yes"));
        refused(by("hamburg", "vote", change, "yes"), "closed");
        assertThat(done(polder(at("kiel", List.of("proposals", "show", change)))))
                .contains("enacted", "yes  berlin  signed by org:berlin");
        done(by("oslo", "kv", "save", "gate", "mine", "--chain", "harbour"));

        String back = number(by("hamburg", "propose", "rollback", "harbour", change));
        done(by("kiel", "vote", back, "yes"));
        refused(by("oslo", "kv", "save", "lock", "mine", "--chain", "harbour"), "may-not-transact");
    }

    @Test
    void a_private_chain_answers_its_owner_alone() {
        String charter =
                file("vault.json", "{\"name\":\"kiel.vault\",\"category\":\"private\",\"members\":[\"kiel\"]}");
        done(by("kiel", "chain", "create", charter));
        done(by("kiel", "kv", "save", "secret", "1", "--chain", "kiel.vault"));
        assertThat(done(readBy("kiel", "kv", "get", "secret", "--chain", "kiel.vault")))
                .contains("1");
        assertThat(done(readBy("kiel", "chain", "list"))).contains("kiel.vault");
        assertThat(done(readBy("oslo", "chain", "list"))).doesNotContain("kiel.vault");
        for (String chain : List.of("kiel.vault", "kiel.nihil")) {
            refused(by("oslo", "kv", "save", "secret", "2", "--chain", chain), "unknown-chain");
            refused(readBy("oslo", "kv", "get", "secret", "--chain", chain), "unknown-chain");
            refused(polder(at("kiel", List.of("policy", "show", chain))), "unknown-chain");
        }
    }

    @Test
    void a_quota_is_decided_metered_and_kept() {
        String charter = ofAllFour("toll");
        agreed(number(by("berlin", "chain", "create", charter)), "hamburg", "kiel", "oslo");
        agreed(number(by("berlin", "propose", "quota", "toll", "contract:kv", "--per-day", "2")), "hamburg", "kiel");
        done(by("oslo", "kv", "save", "a", "1", "--chain", "toll"));
        done(by("oslo", "kv", "save", "b", "1", "--chain", "toll"));
        refused(by("oslo", "kv", "save", "c", "1", "--chain", "toll"), "over-quota");
        assertThat(done(readBy("kiel", "meter", "contract:kv", "--chain", "toll")))
                .contains("2 transactions");
    }

    @Test
    void an_organisation_is_registered_suspended_and_restored() {
        String key = folder.resolve("bergen.key").toString();
        agreed(number(by("kiel", "propose", "register", "bergen", newKey(key))), "hamburg", "berlin");
        done(with(key, "org:bergen", "kv", "save", "fjord", "deep"));
        agreed(number(by("kiel", "propose", "suspend", "bergen")), "hamburg", "berlin");
        refused(with(key, "org:bergen", "kv", "save", "sound", "deep"), "suspended");
        refused(by("kiel", "propose", "suspend", "bergen"), "no-change");
        agreed(number(by("kiel", "propose", "restore", "bergen")), "hamburg", "berlin");
        done(with(key, "org:bergen", "kv", "save", "sound", "deep"));
    }

    @Test
    void the_key_in_the_safe_ends_a_stolen_one() {
        String stolen = folder.resolve("stolen.key").toString();
        String safe = folder.resolve("safe.key").toString();
        String fresh = folder.resolve("fresh.key").toString();
        agreed(number(by("kiel", "propose", "register", "bremen", newKey(stolen))), "hamburg", "berlin");
        done(with(stolen, "org:bremen", "key", "add", "org:bremen", newKey(safe), "--use", "recover"));
        refused(with(safe, "org:bremen", "kv", "save", "weser", "1"), "not-permitted");
        done(with(safe, "org:bremen", "key", "recover", newKey(fresh)));
        refused(with(stolen, "org:bremen", "kv", "save", "weser", "2"), "unknown-key");
        done(with(fresh, "org:bremen", "kv", "save", "weser", "3"));
        assertThat(done(polder(at("kiel", List.of("key", "list", "org:bremen")))))
                .contains("ended");
        done(polder(at("kiel", List.of("key", "check", "--at", "2027-01-01"))));
    }

    @Test
    void a_lock_lets_a_decision_wait() {
        String charter = file("slow.json", """
                {"name":"slow","category":"consortium","members":["hamburg","berlin"],
                 "policy":{"roles":{"member":["members"]},
                  "functions":{"write":{"kind":"invoke"},"read":{"kind":"query"}},
                  "grants":{"member":["write","read"]},"thresholds":{"policy":"all"},
                  "terms":{"quorum":0,"lock":4,"period":600}}}
                """);
        agreed(number(by("berlin", "chain", "create", charter)), "hamburg");
        String open = file("slow-open.json", """
                {"roles":{"member":["members"],"guest":["org:oslo"]},
                 "functions":{"write":{"kind":"invoke"},"read":{"kind":"query"}},
                 "grants":{"member":["write","read"],"guest":["write"]}}
                """);
        String change = number(by("berlin", "propose", "policy", "slow", open));
        refused(by("berlin", "proposals", "enact", change), "not-decided");
        agreed(change, "hamburg");
        refused(by("berlin", "proposals", "enact", change), "locked");
        refused(by("oslo", "kv", "save", "gate", "mine", "--chain", "slow"), "may-not-transact");
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (by("berlin", "proposals", "enact", change).code() != 0) {
            assertThat(System.nanoTime()).as("the lock opens").isLessThan(end);
            LockSupport.parkNanos(500_000_000);
        }
        done(by("oslo", "kv", "save", "gate", "mine", "--chain", "slow"));
    }

    @Test
    void a_member_lets_another_vote_for_it() {
        String charter = ofAllFour("ferry");
        agreed(number(by("berlin", "chain", "create", charter)), "hamburg", "kiel", "oslo");
        done(by("kiel", "vote", "--delegate", "hamburg", "--chain", "ferry"));
        refused(by("hamburg", "vote", "--delegate", "kiel", "--chain", "ferry"), "cyclic-delegation");
        String quota = number(by("berlin", "propose", "quota", "ferry", "contract:kv", "--per-day", "1000"));
        agreed(quota, "hamburg");
        assertThat(done(polder(at("oslo", List.of("proposals", "show", quota)))))
                .contains("enacted");
        done(by("kiel", "vote", "--delegate", "none", "--chain", "ferry"));
        String other = number(by("berlin", "propose", "quota", "ferry", "contract:kv", "--per-day", "2000"));
        agreed(other, "hamburg");
        assertThat(done(polder(at("oslo", List.of("proposals", "show", other)))))
                .doesNotContain("enacted");
    }

    @Test
    void a_certificate_of_its_organisation_makes_somebody_a_person() {
        String authority = folder.resolve("kiel-ca").toString();
        String ada = folder.resolve("ada.key").toString();
        String certificate = folder.resolve("ada.pem").toString();
        String root = Path.of(authority, "root.pem").toString();
        done(polder(List.of("ca", "create", authority, "--organisation", "kiel")));
        done(polder(List.of("ca", "issue", authority, "ada", newKey(ada), certificate, "--days", "365")));
        String[] present = {"ca", "present", certificate, "--organisation", "kiel", "--authority", root, "--key", ada};
        refused(polder(at("oslo", List.of(present))), "unknown-authority");
        done(by("kiel", "ca", "trust", root, "--organisation", "kiel", "--role", "operator"));
        done(polder(at("oslo", List.of(present))));
        done(with(ada, "person:kiel.ada", "kv", "save", "name", "ada"));
    }

    @Test
    void a_key_in_a_hardware_module_signs_for_its_organisation() throws IOException, InterruptedException {
        SoftToken token = SoftToken.in(folder);
        String safe = folder.resolve("safe").toString();
        String file = Path.of(safe, "keys", "organisation.p11").toString();
        done(child(
                token,
                "hsm",
                "organisation",
                "--dir",
                safe,
                "--library",
                token.library().toString(),
                "--pin",
                "env:" + SoftToken.PIN_VARIABLE));
        String shown = done(child(token, "key", "show", file, "--json"));
        done(by("kiel", "key", "add", "org:kiel", field(shown, "publicKey")));
        List<String> save = at("kiel", List.of("kv", "save", "safe", "shut", "--key", file, "--as", "org:kiel"));
        done(child(token, save.toArray(String[]::new)));

        Ran wrong = child(token.withPin("0000"), save.toArray(String[]::new));
        assertThat(wrong.code()).isNotZero();
        assertThat(wrong.err()).contains("does not take the PIN").doesNotContain("0000");
    }

    /// In a process of its own, since a module is told by the environment where its tokens are.
    private static Ran child(SoftToken token, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.polder.cli.Main"));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(token.environment());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
