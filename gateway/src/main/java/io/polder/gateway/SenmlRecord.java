package io.polder.gateway;

import io.polder.protocol.Reading.Value;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// One record of a SenML pack as it was written, before base fields are applied (RFC 8428, 4.1 and 4.2).
final class SenmlRecord {
    /// The fields by their label in CBOR (RFC 8428, table 4) and in JSON.
    enum Field {
        BASE_VERSION(-1, "bver"),
        BASE_NAME(-2, "bn"),
        BASE_TIME(-3, "bt"),
        BASE_UNIT(-4, "bu"),
        BASE_VALUE(-5, "bv"),
        BASE_SUM(-6, "bs"),
        NAME(0, "n"),
        UNIT(1, "u"),
        NUMBER(2, "v"),
        TEXT(3, "vs"),
        TRUTH(4, "vb"),
        SUM(5, "s"),
        TIME(6, "t"),
        UPDATE_TIME(7, "ut"),
        DATA(8, "vd");

        private final int number;
        private final String label;

        Field(int number, String label) {
            this.number = number;
            this.label = label;
        }

        boolean base() {
            return number < 0;
        }

        static Optional<Field> of(long number) {
            for (Field field : values()) if (field.number == number) return Optional.of(field);
            return Optional.empty();
        }

        /// Empty for a label to be ignored; one that ends in an underscore must not be (RFC 8428, 4.4).
        static Optional<Field> of(String label) {
            for (Field field : values()) if (field.label.equals(label)) return Optional.of(field);
            if (label.endsWith("_")) throw new Malformed("SenML labels known here", "one that must be understood");
            return Optional.empty();
        }
    }

    private final Map<Field, Value> fields = new EnumMap<>(Field.class);

    void put(Field field, Value value) {
        boolean fits = switch (field) {
            case BASE_NAME, BASE_UNIT, NAME, UNIT, TEXT -> value instanceof Value.Words;
            case TRUTH -> value instanceof Value.Truth;
            case DATA -> value instanceof Value.Data;
            default -> value instanceof Value.Quantity;
        };
        if (!fits) throw new Malformed("a value of its own kind in the SenML field " + field.label, "another kind");
        if (fields.put(field, value) != null) throw new Malformed("the SenML field " + field.label + " once", "twice");
    }

    boolean has(Field field) {
        return fields.containsKey(field);
    }

    boolean hasBase() {
        return fields.keySet().stream().anyMatch(Field::base);
    }

    Optional<Value> value(Field field) {
        return Optional.ofNullable(fields.get(field));
    }

    Optional<String> text(Field field) {
        return value(field).map(value -> ((Value.Words) value).text());
    }

    Optional<BigDecimal> number(Field field) {
        return value(field).map(value -> ((Value.Quantity) value).number());
    }
}
