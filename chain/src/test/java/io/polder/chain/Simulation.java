package io.polder.chain;

import io.polder.chain.CrashMatrixTest.Moment;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.FaultyStore.Fault;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A life of four cities by chance, all of it from one seed: submissions, lost, late and doubled messages and
/// transactions, cities that die at any point of a round, lose power, are cut off, fall far behind and come back.
final class Simulation implements AutoCloseable {
    private static final int MOVES = 300;
    private static final int ROUNDS_KEPT = 20;
    private static final int BLOCK_TRANSACTIONS = 3;

    private final Random random;
    private final FourCities net;
    private final Books books;
    private int deaths;

    Simulation(long seed) {
        random = new Random(seed);
        Limits l = Limits.STANDARD;
        Limits.Block block = new Limits.Block(l.block().gas(), l.block().bytes(), BLOCK_TRANSACTIONS);
        net = new FourCities(
                seed,
                new Limits(l.transactionBytes(), l.keyBytes(), l.valueBytes(), l.events(), l.rangeItems(), block));
        net.order.quorum(3).sealEvery(1 + random.nextInt(5)).roundsKept(ROUNDS_KEPT);
        books = new Books(net);
    }

    /// Lives through all of it, checking after every move, then lets all come to rest and checks the whole.
    Simulation run() {
        for (int i = 0; i < MOVES; i++) {
            move();
            books.holdNow();
        }
        rest();
        books.holdAtTheEnd();
        books.everyRoundCanBeFetched();
        return this;
    }

    int accepted() {
        return books.accepted();
    }

    int deaths() {
        return deaths;
    }

    /// What it came to: the newest header of each chain.
    List<Hash> heads() {
        return Stream.of("authority", "city")
                .map(chain -> net.chain(0, chain).head().orElseThrow().hash())
                .toList();
    }

    private void move() {
        int city = random.nextInt(FourCities.NAMES.size());
        int dice = random.nextInt(100);
        if (dice < 55) net.order.gust(random);
        else if (dice < 70) submit(city);
        else if (dice < 78) tend(city);
        else if (dice < 82) net.order.pass(random.nextInt(5_000));
        else if (dice < 86) moment().arm(net, city);
        else if (dice < 88) die(city);
        else if (dice < 89) FourCities.all().forEach(this::die);
        else if (dice < 91) net.order.apart(city, true);
        else if (dice < 93) heal(city);
        else comeBack(city);
    }

    private Moment moment() {
        return Moment.values()[random.nextInt(Moment.values().length)];
    }

    private boolean alive(int city) {
        return net.order.awake(city) && !net.ledger(city).down();
    }

    private void submit(int city) {
        if (!alive(city)) return;
        Transaction transaction = random.nextInt(4) == 0 ? books.enrol(city) : books.save();
        books.submit(city, transaction);
        int other = random.nextInt(FourCities.NAMES.size());
        if (random.nextInt(5) == 0 && alive(other)) books.submit(other, transaction);
    }

    private void tend(int city) {
        if (alive(city)) net.cities.get(city).tend();
    }

    private void die(int city) {
        deaths++;
        if (random.nextBoolean()) net.kill(city);
        else net.cutPower(city, random.nextInt(3));
    }

    private void comeBack(int city) {
        if (alive(city)) return;
        die(city);
        if (net.order.farBehind(city)) othersRest(city);
        net.restart(city);
    }

    private void heal(int city) {
        if (net.order.farBehind(city)) othersRest(city);
        net.order.apart(city, false);
    }

    /// Nobody teaches a state whose blocks are not certified, so the others must be well first.
    private void othersRest(int city) {
        FourCities.others(city).forEach(other -> {
            if (!alive(other)) die(other);
            if (!alive(other)) net.restart(other);
            net.order.apart(other, false);
        });
        net.calm();
    }

    private void rest() {
        for (int city = 0; city < FourCities.NAMES.size(); city++) {
            net.order.spare(city);
            net.ledger(city).breakAfter(0, Fault.NONE);
        }
        FourCities.all().forEach(this::heal);
        FourCities.all().forEach(this::comeBack);
        // What a block could not hold is offered again only after a while.
        for (int i = 0; i < 8; i++) net.calm();
    }

    @Override
    public void close() {
        net.close();
    }
}
