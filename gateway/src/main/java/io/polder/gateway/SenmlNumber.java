package io.polder.gateway;

import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;

/// Numbers of foreign packs, kept to what a reading can hold before anything is computed with them.
final class SenmlNumber {
    static final int DIGITS_MAX = 40;
    static final int EXPONENT_MAX = 64;
    private static final int EXACT_DIGITS_MAX = 15;

    private SenmlNumber() {}

    /// Reads the decimal form of JSON and of Java alike; the grammar is the caller's.
    static BigDecimal parse(String text) {
        if (text.length() > DIGITS_MAX)
            throw new Malformed("a number of at most " + DIGITS_MAX + " characters", "more");
        try {
            return bounded(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new Malformed("a number", "\"" + text + "\"");
        }
    }

    /// The shortest decimal that names the same double: 21.3 stays 21.3.
    static BigDecimal of(double value) {
        if (!Double.isFinite(value)) throw new Malformed("a finite number", Double.toString(value));
        return bounded(new BigDecimal(Double.toString(value)));
    }

    /// A short number that a device's encoder has shrunk without loss stays exact; 21.3 of a sensor that knows only
    /// single
    /// precision stays 21.3 and does not become 21.299999237060547.
    static BigDecimal of(float value) {
        if (!Float.isFinite(value)) throw new Malformed("a finite number", Float.toString(value));
        BigDecimal exact = new BigDecimal(value);
        return bounded(exact.precision() <= EXACT_DIGITS_MAX ? exact : new BigDecimal(Float.toString(value)));
    }

    static BigDecimal bounded(BigDecimal value) {
        if (Math.abs((long) value.scale()) > EXPONENT_MAX || value.precision() > EXPONENT_MAX)
            throw new Malformed("a decimal exponent within " + EXPONENT_MAX, Integer.toString(-value.scale()));
        return value;
    }
}
