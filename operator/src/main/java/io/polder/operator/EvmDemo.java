package io.polder.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.cli.Failure;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The run of `demo evm`: four cities, a consortium's chain by vote, a contract, meters' readings, two settlements.
final class EvmDemo implements AutoCloseable {
    static final int PERIODS = 2;
    private static final String CHAIN = "solar";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PERIOD_MS = Duration.ofMinutes(15).toMillis();
    private static final int HOUSEHOLDS = 6;
    /// The first have panels, the others only need power.
    private static final int SELLERS = 3;
    /// Who allows the market less than what he needs costs.
    private static final int FRUGAL = 4;
    /// Whose meter reports, and who never agrees to its use.
    private static final int SILENT = 5;
    /// Who takes the grant back after the first period.
    private static final int LEAVING = 1;

    private static final BigInteger PRICE = BigInteger.valueOf(25);
    private static final BigInteger HANDED = BigInteger.valueOf(1_000_000);
    private static final BigInteger SUPPLY = BigInteger.valueOf(100_000_000);
    private static final BigInteger LITTLE = BigInteger.valueOf(2_000);

    private final Consumer<String> note;
    private final Path folder;
    private final NodeTools tools;
    private final LocalNetwork network;
    private final List<CityProcess> processes = new ArrayList<>();
    private final List<Household> households = new ArrayList<>();
    private final Random random = new Random();
    private final Wallet developer;
    private final long firstEnd;
    private final Map<String, BigInteger> expected = new LinkedHashMap<>();
    private final Map<Integer, BigInteger> allowed = new LinkedHashMap<>();
    private long transfers;
    private String euro = "";
    private String market = "";

    /// Who lives there: a wallet and a meter.
    private record Household(Wallet wallet, Meter meter) {}

    /// How many transfers the token had, and whether all balances are those of the independent reckoning.
    record Audit(long transfers, boolean settled) {}

    private EvmDemo(Consumer<String> note, Path folder, NodeTools tools, LocalNetwork network) {
        this.note = note;
        this.folder = folder;
        this.network = network;
        developer = Wallet.in(folder.resolve("developer.hex"));
        for (int i = 0; i < HOUSEHOLDS; i++) {
            LocalNetwork.City city = network.cities().get(i % network.cities().size());
            Meter meter = new Meter("meter-" + (i + 1), city, network.genesis().id());
            households.add(new Household(Wallet.in(folder.resolve("household-" + (i + 1) + ".hex")), meter));
        }
        long now = Instant.now().toEpochMilli();
        firstEnd = now - now % PERIOD_MS - (PERIODS - 1) * PERIOD_MS;
        LocalNetwork.City city = network.cities().getFirst();
        this.tools = tools.with(Map.of(
                "POLDER_RPC",
                city.api() + "/v1/chains/" + CHAIN + "/evm",
                "POLDER_OPERATOR_TOKEN",
                city.home().operatorToken()));
    }

    static EvmDemo start(Consumer<String> note, Path folder, NodeTools tools) {
        LocalNetwork network = LocalNetwork.in(folder.resolve("cities"), Stations.CITIES);
        EvmDemo demo = new EvmDemo(note, folder, tools, network);
        try {
            for (LocalNetwork.City city : network.cities()) demo.processes.add(CityProcess.start(city));
            for (LocalNetwork.City city : network.cities()) Fleet.awaitCity(city);
            note.accept("Four cities, each in a process of its own, agree on an order.");
            return demo;
        } catch (Failure e) {
            demo.close();
            throw e;
        }
    }

    private Secretary secretary() {
        return Secretary.of(network.cities().getFirst());
    }

    /// A consortium's chain on which one developer deploys, neighbours trade, meters measure and members read.
    void foundChain() {
        String neighbours = households.stream().map(h -> quoted(h.wallet.evm())).collect(Collectors.joining(","));
        String meters =
                households.stream().map(h -> quoted("thing:" + h.meter.name())).collect(Collectors.joining(","));
        String charter = """
                {"name":"%s","category":"consortium","members":["hamburg","berlin","frankfurt","leipzig"],
                 "policy":{
                  "roles":{"member":["members"],"developer":[%s],"neighbour":[%s],"meter":[%s]},
                  "functions":{"deploy":{"kind":"deploy"},"trade":{"kind":"invoke","contract":"evm"},
                   "measure":{"kind":"invoke","contract":"readings"},"read":{"kind":"query"},"follow":{"kind":"event"}},
                  "grants":{"member":["read","follow"],"developer":["deploy","trade"],"neighbour":["trade"],
                   "meter":["measure"]}}}""".formatted(CHAIN, quoted(developer.evm()), neighbours, meters);
        String file = write("solar.json", charter);
        String number = secretary().proposes("chain", "create", file);
        for (LocalNetwork.City city :
                network.cities().subList(1, network.cities().size()))
            Secretary.of(city).does("vote", number, "yes");
        for (Household each : households) enrol(each.meter);
        note.accept("All four organisations agreed on the chain solar; " + HOUSEHOLDS + " meters are enrolled.");
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }

    private static void enrol(Meter meter) {
        CityClient.Answer answer = new CityClient(meter.city().api())
                .submit(ChainSpec.AUTHORITY, meter.enrolment())
                .orElseThrow(() -> new Failure(3, meter.city().name() + " does not answer", "see its node.log"));
        if (answer.status() != 200)
            throw new Failure(1, meter.name() + " was not enrolled: " + answer.json(), "see node.log");
    }

    private Secretary.Outcome deployEuro(Wallet wallet) {
        return secretary()
                .reads(
                        "dapp",
                        "deploy",
                        tools.folder().resolve("build").resolve("Euro.json").toString(),
                        "--chain",
                        CHAIN,
                        "--key-file",
                        wallet.file().toString(),
                        developer.account(),
                        SUPPLY.toString());
    }

    /// Deploys the token with polder and the market with ethers, and hands out the euros; whether somebody whom the
    /// policy does not let deploy was refused.
    boolean deploy() {
        Secretary.Outcome neighbour = deployEuro(households.getFirst().wallet);
        boolean refused = !neighbour.done() && neighbour.refusal().contains("does not let");
        note.accept((refused ? "Refused: " : "NOT refused: ") + "a neighbour deploys. " + neighbour.refusal());
        Secretary.Outcome done = deployEuro(developer);
        if (!done.done()) throw new Failure(1, "polder dapp deploy: " + done.refusal(), "see node.log");
        euro = done.said().path("address").asText();
        List<String> words = new ArrayList<>(
                List.of(developer.file().toString(), euro, PRICE.toString(), "" + PERIOD_MS, HANDED.toString()));
        households.forEach(h -> words.add(h.wallet.account()));
        market = tools.run("open", words.toArray(String[]::new)).path("market").asText();
        note.accept("The token is at " + euro + " (polder), the market at " + market + " (ethers).");
        transfers = 1 + HOUSEHOLDS;
        expected.put(developer.account(), SUPPLY.subtract(HANDED.multiply(BigInteger.valueOf(HOUSEHOLDS))));
        households.forEach(h -> expected.put(h.wallet.account(), HANDED));
        return refused;
    }

    private void deliver(Meter meter, Transaction.DeviceFrame frame) {
        CityClient city = new CityClient(meter.city().devices());
        CityClient.Answer[] last = new CityClient.Answer[1];
        Patience.until("a frame of " + meter.name() + " is final", PATIENCE, () -> {
            Optional<CityClient.Answer> answer = city.uplink(CHAIN, meter.name(), frame.raw());
            answer.ifPresent(a -> last[0] = a);
            if (answer.filter(a -> a.status() == 403 || a.status() == 401).isPresent())
                throw new Failure(1, meter.name() + " is refused: " + last[0].json(), "see node.log");
            return answer.filter(CityClient.Answer::good).isPresent();
        });
    }

    /// The meters say whom they serve, and all households but one let the market use theirs: some by ethers, some by
    /// viem.
    void grant() {
        for (Household each : households) deliver(each.meter, each.meter.serves(each.wallet.bytes(), CHAIN));
        String[] words = grantWords(households.get(SILENT), households.getFirst().meter, HANDED);
        if (tools.refusable("grant", words).isPresent())
            throw new Failure(1, "a neighbour could grant what another's meter says", "see node.log");
        note.accept("Refused: a neighbour grants what another's meter says.");
        for (int i = 0; i < HOUSEHOLDS; i++) {
            if (i == SILENT) continue;
            BigInteger most = i == FRUGAL ? LITTLE : HANDED;
            allowed.put(i, most);
            Household each = households.get(i);
            String[] grant = grantWords(each, each.meter, most);
            String script = i % 2 == 0 ? "grant" : "household";
            Patience.until(
                    "the market takes " + each.meter.name(),
                    PATIENCE,
                    () -> tools.refusable(script, grant).isPresent());
        }
        note.accept("Five of six households let the market use their meters, by ethers and viem.");
    }

    private String[] grantWords(Household who, Meter meter, BigInteger most) {
        return new String[] {who.wallet.file().toString(), euro, market, meter.name(), "" + firstEnd, most.toString()};
    }

    private Optional<JsonNode> settle(long end) {
        String anyone = households.get(SILENT).wallet.file().toString();
        return tools.refusable("settle", anyone, market, "" + end);
    }

    /// Whether a period waits for the meters.
    boolean waits() {
        boolean waits = settle(firstEnd).isEmpty();
        note.accept((waits ? "Refused: " : "NOT refused: ") + "a period is settled before the meters have reported.");
        return waits;
    }

    /// All meters report one number each, somebody settles, and the independent reckoning goes on.
    void period(int period) {
        if (period == 1) leave();
        long end = firstEnd + period * PERIOD_MS;
        List<EnergyMarket.Party> parties = new ArrayList<>();
        for (int i = 0; i < HOUSEHOLDS; i++) {
            Household each = households.get(i);
            BigDecimal net = BigDecimal.valueOf((i < SELLERS ? 1 : -1) * (50_000L + random.nextInt(900_000)), 3);
            deliver(each.meter, each.meter.net(net, end, CHAIN));
            if (!allowed.containsKey(i)) continue;
            String account = each.wallet.account();
            parties.add(
                    new EnergyMarket.Party(account, net, expected.get(account).min(allowed.get(i))));
        }
        JsonNode[] settled = new JsonNode[1];
        Patience.until("period " + end + " is settled", PATIENCE, () -> {
            settle(end).ifPresent(done -> settled[0] = done);
            return settled[0] != null;
        });
        Map<String, BigInteger> moved = new EnergyMarket(PRICE).settle(parties);
        moved.forEach((who, amount) -> expected.merge(who, amount, BigInteger::add));
        allowed.replaceAll((i, most) ->
                most.add(moved.getOrDefault(households.get(i).wallet.account(), BigInteger.ZERO)
                        .min(BigInteger.ZERO)));
        transfers += moved.size();
        note.accept("Settled by viem: " + settled[0].path("wattHours").asText() + " Wh between " + moved.size()
                + " households, " + settled[0].path("gas").asText() + " gas.");
    }

    private void leave() {
        tools.run("household", households.get(LEAVING).wallet.file().toString(), "-", market);
        allowed.remove(LEAVING);
        note.accept("One household has taken its grant back.");
    }

    /// Asks web3 for all balances.
    Audit audit() {
        List<String> words = new ArrayList<>(List.of(euro));
        words.addAll(expected.keySet());
        words.add(market);
        JsonNode found = tools.run("audit", words.toArray(String[]::new));
        expected.put(market, BigInteger.ZERO);
        boolean settled = found.path("transfers").asLong() == transfers;
        if (!settled) note.accept("Transfers: expected " + transfers + ", got " + found.path("transfers"));
        for (Map.Entry<String, BigInteger> each : expected.entrySet()) {
            String got = found.path("balances").path(each.getKey()).asText();
            if (got.equals(each.getValue().toString())) continue;
            settled = false;
            note.accept(each.getKey() + ": expected " + each.getValue() + ", got " + got);
        }
        if (settled) note.accept(expected.size() + " balances are those of the independent reckoning.");
        return new Audit(found.path("transfers").asLong(), settled);
    }

    @Override
    public void close() {
        processes.forEach(CityProcess::close);
    }
}
