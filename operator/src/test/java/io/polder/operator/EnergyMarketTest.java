package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnergyMarketTest {
    private static final BigInteger RICH = BigInteger.valueOf(1_000_000);
    private final EnergyMarket market = new EnergyMarket(BigInteger.TEN);

    private static EnergyMarket.Party party(String name, String wattHours, BigInteger budget) {
        return new EnergyMarket.Party(name, new BigDecimal(wattHours), budget);
    }

    private static BigInteger euros(long amount) {
        return BigInteger.valueOf(amount);
    }

    @Test
    void the_scarcer_side_is_served_whole_and_the_other_by_its_parts() {
        assertThat(market.settle(
                        List.of(party("a", "300.9", RICH), party("b", "100.2", RICH), party("c", "-200.999", RICH))))
                .isEqualTo(Map.of("a", euros(1500), "b", euros(500), "c", euros(-2000)));
    }

    @Test
    void rounding_loses_nothing_and_goes_by_the_order() {
        assertThat(market.settle(List.of(
                        party("a", "1", RICH), party("b", "1", RICH), party("c", "1", RICH), party("d", "-2", RICH))))
                .isEqualTo(Map.of("a", euros(0), "b", euros(10), "c", euros(10), "d", euros(-20)));
    }

    @Test
    void nobody_buys_more_than_he_can_pay_and_who_can_pay_nothing_has_no_part() {
        assertThat(market.settle(
                        List.of(party("a", "100", RICH), party("b", "-80", euros(305)), party("c", "-50", euros(9)))))
                .isEqualTo(Map.of("a", euros(300), "b", euros(-300)));
    }

    @Test
    void without_a_buyer_nothing_moves() {
        assertThat(market.settle(List.of(party("a", "100", RICH), party("b", "0.5", RICH))))
                .isEmpty();
    }
}
