package io.polder.operator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What neighbours owe each other, reckoned from their meters' own numbers by the rule in the DApp's README, without a
/// look at the chain: what the contract did must come to the same.
record EnergyMarket(BigInteger price) {
    /// A household that takes part: what it had left over, and the most it can and will pay.
    record Party(String account, BigDecimal wattHours, BigInteger budget) {}

    /// What each gets (or pays, if negative), in units of the euro, in the order of the grants.
    Map<String, BigInteger> settle(List<Party> parties) {
        Map<String, BigInteger> offered = new LinkedHashMap<>();
        Map<String, BigInteger> wanted = new LinkedHashMap<>();
        for (Party each : parties) {
            BigInteger whole = each.wattHours.setScale(0, RoundingMode.DOWN).toBigIntegerExact();
            if (whole.signum() > 0) offered.put(each.account, whole);
            BigInteger payable = whole.negate().min(each.budget.divide(price));
            if (payable.signum() > 0) wanted.put(each.account, payable);
        }
        BigInteger traded = sum(offered).min(sum(wanted));
        Map<String, BigInteger> moved = new LinkedHashMap<>();
        shares(offered, traded).forEach((who, part) -> moved.put(who, part.multiply(price)));
        shares(wanted, traded)
                .forEach((who, part) -> moved.put(who, part.multiply(price).negate()));
        return moved;
    }

    private static BigInteger sum(Map<String, BigInteger> parts) {
        return parts.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /// Each stands on the scale from 0 to the sum where those before him end; the scale is shrunk to what is
    /// traded, and cut to whole watt-hours.
    private static Map<String, BigInteger> shares(Map<String, BigInteger> parts, BigInteger traded) {
        Map<String, BigInteger> shares = new LinkedHashMap<>();
        if (traded.signum() == 0) return shares;
        BigInteger all = sum(parts);
        BigInteger to = BigInteger.ZERO;
        for (Map.Entry<String, BigInteger> each : parts.entrySet()) {
            BigInteger from = to;
            to = to.add(each.getValue());
            BigInteger begin = from.multiply(traded).divide(all);
            shares.put(each.getKey(), to.multiply(traded).divide(all).subtract(begin));
        }
        return shares;
    }
}
