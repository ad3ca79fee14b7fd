package io.polder.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// One measured figure beside what bounds it, which was measured in the same run.
///
/// @param value in the unit
/// @param bound in the same unit; the condition `bound_is` says what it is
/// @param conditions what was measured how, on which machine, and what else was seen
record Figure(String name, double value, String unit, double bound, ObjectNode conditions) {
    private static final MathContext DIGITS = new MathContext(4);

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("figure", name)
                .put("value", rounded(value))
                .put("unit", unit)
                .put("bound", rounded(bound))
                .put("ratio", rounded(ratio()));
        node.set("conditions", conditions);
        return node;
    }

    double ratio() {
        return bound == 0 ? 0 : value / bound;
    }

    String toText() {
        return String.format(
                Locale.ROOT,
                "%-14s %10s %-12s ratio %-8s of %s (%s)",
                name,
                rounded(value).toPlainString(),
                unit,
                rounded(ratio()).toPlainString(),
                rounded(bound).toPlainString(),
                conditions.path("bound_is").asText());
    }

    /// Four digits, or whole numbers where there are more: nothing measured here is finer.
    static BigDecimal rounded(double number) {
        if (!Double.isFinite(number)) return BigDecimal.ZERO;
        BigDecimal exact = BigDecimal.valueOf(number);
        return Math.abs(number) >= 1_000 ? BigDecimal.valueOf(Math.round(number)) : exact.round(DIGITS);
    }
}
