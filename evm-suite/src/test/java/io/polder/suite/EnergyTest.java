package io.polder.suite;

import static io.polder.suite.EnergyWorld.PERIOD;
import static io.polder.suite.EnergyWorld.PRICE;
import static io.polder.suite.EnergyWorld.account;
import static io.polder.suite.EnergyWorld.meter;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.network.Abi;
import io.polder.protocol.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The edges of the market in examples/dapps/energy.
@Tag("long")
class EnergyTest {
    private static final long RICH = 1_000_000_000;
    private static final long GRACE = 3_600_000;
    private static final int HOUSEHOLDS_MAX = 100;
    private static Map<String, String> codes;

    private final EnergyWorld world = new EnergyWorld(codes);

    @BeforeAll
    static void compile() throws IOException {
        codes = Npm.installed().energy();
    }

    private static void refused(Outcome outcome, String error) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Reverted.class,
                        reverted -> assertThat(reverted.data().toArray())
                                .as(reverted.detail())
                                .startsWith(Abi.selector(error)));
    }

    private static void done(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    }

    private long gained(int household) {
        return world.balance(account(household)) - RICH;
    }

    private EnergyWorld two() {
        return world.joined(1, RICH, RICH).joined(2, RICH, RICH);
    }

    @Test
    void only_whom_the_meter_itself_names_grants_it() {
        world.enrolled(1);
        refused(world.grant(1, meter(1)), "Error(string)");
        world.serves(1, account(2));
        refused(world.grant(1, meter(1)), "NotYours(string)");
        done(world.grant(2, meter(1)));
        world.enrolledWithoutKey(3);
        world.gatewaySaysItServes(3, account(3));
        refused(world.grant(3, meter(3)), "NotYours(string)");
        refused(world.grant(4, "meter-4"), "Error(string)");
        refused(world.grant(4, ""), "Error(string)");
    }

    @Test
    void a_meter_is_granted_once_and_a_household_grants_one() {
        two();
        refused(world.grant(1, meter(1)), "Granting(address)");
        world.serves(2, account(3));
        refused(world.grant(3, meter(2)), "NotYours(string)");
        done(world.withdraw(2));
        refused(world.withdraw(2), "NotYours(string)");
        done(world.grant(3, meter(2)));
    }

    @Test
    void a_period_is_over_whole_and_settled_once_and_in_order() {
        two();
        world.pass(2 * PERIOD);
        long end = world.end();
        refused(world.settle(end + 1), "NotAPeriod(uint64)");
        refused(world.settle(end + PERIOD), "NotAPeriod(uint64)");
        refused(world.settle(0), "NotAPeriod(uint64)");
        world.net(1, "10", end);
        world.net(2, "-10", end);
        done(world.settle(end));
        refused(world.settle(end), "NotAPeriod(uint64)");
        refused(world.settle(end - PERIOD), "NotAPeriod(uint64)");
        assertThat(gained(1)).isEqualTo(10 * PRICE);
    }

    @Test
    void a_silent_meter_is_waited_for_and_then_left_out() {
        two().joined(3, RICH, RICH);
        world.pass(PERIOD);
        long end = world.end();
        world.net(1, "10", end);
        world.net(2, "-10", end);
        refused(world.settle(end), "WaitsFor(address)");
        world.pass(end + GRACE - world.chain.time() - 1_000);
        refused(world.settle(end), "WaitsFor(address)");
        world.pass(1_000);
        done(world.settle(end));
        assertThat(gained(1)).isEqualTo(10 * PRICE);
        assertThat(gained(3)).isZero();
    }

    @Test
    void who_has_withdrawn_is_not_waited_for() {
        two().joined(3, RICH, RICH);
        world.pass(PERIOD);
        long end = world.end();
        world.net(1, "10", end);
        world.net(2, "-10", end);
        done(world.withdraw(3));
        done(world.settle(end));
        assertThat(gained(2)).isEqualTo(-10 * PRICE);
    }

    @Test
    void a_meter_that_is_a_period_ahead_does_not_count_for_the_one_before_but_for_its_own() {
        two();
        world.pass(2 * PERIOD);
        long end = world.end();
        world.net(1, "10", end - PERIOD);
        world.net(2, "-10", end - PERIOD);
        world.net(1, "4", end);
        refused(world.settle(end - PERIOD), "WaitsFor(address)");
        world.net(2, "-4", end);
        done(world.settle(end));
        assertThat(gained(1)).isEqualTo(4 * PRICE);
    }

    @ParameterizedTest
    @CsvSource({
        "0.999, Wh, 0",
        "1.999, Wh, 1",
        "1E1, Wh, 10",
        "1E2, Wh, 100",
        "1000000000, Wh, 1000000000",
        "1000000001, Wh, 0",
        "1E9, Wh, 1000000000",
        "1E10, Wh, 0",
        "1E-31, Wh, 0",
        "7.000000000000000001, Wh, 7",
        "10, kWh, 0",
        "10, '', 0",
        "10, W, 0",
        "9223372036854775807, Wh, 0",
        "-5, Wh, 0"
    })
    void a_number_is_cut_to_whole_watt_hours_or_counts_as_nothing(String number, String unit, long wattHours) {
        long price = 30 * RICH;
        world.joined(1, 0, 0).joined(2, price, price);
        world.pass(PERIOD);
        long end = world.end();
        world.net(1, number, unit, end);
        world.net(2, "-1000000000", end);
        done(world.settle(end));
        assertThat(world.balance(account(1))).isEqualTo(wattHours * PRICE);
        assertThat(world.balance(account(2))).isEqualTo(price - wattHours * PRICE);
        assertThat(world.balance(world.market)).isZero();
    }

    @Test
    void nobody_buys_more_than_he_has_or_allows_and_nobody_is_held_up_by_him() {
        world.joined(1, RICH, 0)
                .joined(2, RICH, 3 * PRICE + 24)
                .joined(3, RICH, RICH)
                .joined(4, RICH, 0);
        done(world.call(
                account(3),
                world.euro,
                "transfer",
                new org.web3j.abi.datatypes.Address(account(9)),
                new org.web3j.abi.datatypes.generated.Uint256(RICH - 5 * PRICE)));
        world.pass(PERIOD);
        long end = world.end();
        world.net(1, "100", end);
        for (int i = 2; i <= 4; i++) world.net(i, "-50", end);
        done(world.settle(end));
        assertThat(gained(1)).isEqualTo(8 * PRICE);
        assertThat(gained(2)).isEqualTo(-3 * PRICE);
        assertThat(world.balance(account(3))).isZero();
        assertThat(gained(4)).isZero();
    }

    @Test
    void a_period_without_buyers_or_without_anybody_moves_nothing() {
        world.pass(PERIOD);
        done(world.settle(world.end()));
        two();
        world.pass(2 * PERIOD);
        long end = world.end();
        world.net(1, "100", end);
        world.net(2, "0", end);
        done(world.settle(end));
        assertThat(gained(1)).isZero();
        assertThat(gained(2)).isZero();
    }

    @Test
    void whatever_the_meters_say_no_watt_hour_and_no_money_is_lost_or_made() {
        Random random = new Random(5);
        int households = 7;
        for (int i = 1; i <= households; i++) world.joined(i, RICH, RICH);
        for (int round = 0; round < 12; round++) {
            world.pass(PERIOD);
            long end = world.end();
            long[] before = new long[households + 1];
            long[] whole = new long[households + 1];
            long supply = 0;
            long demand = 0;
            for (int i = 1; i <= households; i++) {
                BigDecimal net = BigDecimal.valueOf(random.nextInt(200_001) - 100_000, 3);
                before[i] = world.balance(account(i));
                whole[i] = net.setScale(0, RoundingMode.DOWN).longValueExact();
                if (whole[i] > 0) supply += whole[i];
                else demand -= whole[i];
                world.net(i, net.toPlainString(), end);
            }
            done(world.settle(end));
            long traded = Math.min(supply, demand);
            long sold = 0;
            long bought = 0;
            for (int i = 1; i <= households; i++) {
                long parts = (world.balance(account(i)) - before[i]) / PRICE;
                // A share is within one watt-hour of the household's part of what is traded.
                double share = (double) whole[i] * traded / (whole[i] > 0 ? supply : demand);
                assertThat((double) parts).isBetween(share - 1, share + 1);
                if (parts > 0) sold += parts;
                else bought -= parts;
            }
            assertThat(sold).isEqualTo(traded);
            assertThat(bought).isEqualTo(traded);
            assertThat(world.balance(world.market)).isZero();
        }
    }

    @Test
    void a_hundred_households_settle_within_one_transactions_gas_and_no_more_may_join() {
        for (int i = 1; i <= HOUSEHOLDS_MAX; i++) world.joined(i, RICH, RICH);
        world.enrolled(HOUSEHOLDS_MAX + 1);
        world.serves(HOUSEHOLDS_MAX + 1, account(HOUSEHOLDS_MAX + 1));
        refused(world.grant(HOUSEHOLDS_MAX + 1, meter(HOUSEHOLDS_MAX + 1)), "TooMany()");
        world.pass(PERIOD);
        long end = world.end();
        for (int i = 1; i <= HOUSEHOLDS_MAX; i++) world.net(i, i % 2 == 0 ? "-17.5" : "23.5", end);
        done(world.settle(end));
        assertThat(world.chain.gasUsed()).isLessThan(EnergyWorld.GAS_MAX);
        assertThat(gained(HOUSEHOLDS_MAX)).isEqualTo(-17 * PRICE);
    }
}
