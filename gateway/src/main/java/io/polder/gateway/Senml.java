package io.polder.gateway;

import io.polder.gateway.SenmlRecord.Field;
import io.polder.protocol.Frame;
import io.polder.protocol.Names;
import io.polder.protocol.Reading;
import io.polder.protocol.Reading.Value;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Resolves SenML packs (RFC 8428, 4.6) into readings of a thing: base fields applied, times absolute. What a reading
/// of
/// the ledger cannot keep is refused rather than dropped, except the update time `ut`, which is a hint.
public final class Senml {
    public static final int BYTES_MAX = 65_536;
    static final int RECORDS_MAX = Frame.READINGS_MAX;
    private static final long VERSION = 10;
    /// Times below are relative to now (RFC 8428, 4.5.3).
    private static final BigDecimal RELATIVE_BELOW = BigDecimal.valueOf(1L << 28);

    private final String thing;
    private final long now;
    private String baseName = "";
    private BigDecimal baseTime = BigDecimal.ZERO;
    private BigDecimal baseValue = BigDecimal.ZERO;
    private Optional<String> baseUnit = Optional.empty();

    private Senml(String thing, long now) {
        this.thing = thing;
        this.now = now;
    }

    /// Reads SenML JSON; now is in epoch milliseconds.
    public static List<Reading> json(Bytes content, String thing, long now) {
        return resolve(SenmlJson.read(bounded(content)), thing, now);
    }

    /// Reads SenML CBOR, in whatever encoding of CBOR the device writes; now is in epoch milliseconds.
    public static List<Reading> cbor(Bytes content, String thing, long now) {
        return resolve(SenmlCbor.read(bounded(content)), thing, now);
    }

    private static Bytes bounded(Bytes content) {
        if (content.size() > BYTES_MAX)
            throw new Malformed("a SenML pack of at most " + BYTES_MAX + " bytes", content.size() + "");
        return content;
    }

    static List<Reading> resolve(List<SenmlRecord> pack, String thing, long now) {
        Senml senml = new Senml(thing, now);
        List<Reading> readings = new ArrayList<>(pack.size());
        for (SenmlRecord record : pack) senml.resolve(record).ifPresent(readings::add);
        if (readings.isEmpty()) throw new Malformed("one reading or more in a SenML pack", "none");
        return readings;
    }

    private Optional<Reading> resolve(SenmlRecord record) {
        base(record);
        if (record.has(Field.SUM) || record.has(Field.BASE_SUM))
            throw new Malformed("SenML values v, vs, vb or vd", "a sum, which no reading keeps");
        Optional<Value> value = value(record);
        if (value.isEmpty()) {
            if (record.hasBase()) return Optional.empty();
            throw new Malformed("a SenML record with v, vs, vb or vd", "none of them");
        }
        String name = local(baseName + record.text(Field.NAME).orElse(""));
        Optional<String> unit = record.text(Field.UNIT).or(() -> baseUnit);
        BigDecimal time = baseTime.add(record.number(Field.TIME).orElse(BigDecimal.ZERO));
        return Optional.of(new Reading(Optional.of(thing), name, unit, value.get(), absolute(time)));
    }

    private void base(SenmlRecord record) {
        record.number(Field.BASE_VERSION).ifPresent(version -> {
            if (version.compareTo(BigDecimal.valueOf(VERSION)) > 0)
                throw new Malformed("SenML version " + VERSION + " or lower", version.toPlainString());
        });
        baseName = record.text(Field.BASE_NAME).orElse(baseName);
        baseTime = record.number(Field.BASE_TIME).orElse(baseTime);
        baseValue = record.number(Field.BASE_VALUE).orElse(baseValue);
        baseUnit = record.text(Field.BASE_UNIT).or(() -> baseUnit);
    }

    private Optional<Value> value(SenmlRecord record) {
        List<Value> values = new ArrayList<>(1);
        record.number(Field.NUMBER)
                .ifPresent(v -> values.add(
                        new Value.Quantity(SenmlNumber.bounded(baseValue.signum() == 0 ? v : v.add(baseValue)))));
        record.value(Field.TEXT).ifPresent(values::add);
        record.value(Field.TRUTH).ifPresent(values::add);
        record.value(Field.DATA).ifPresent(values::add);
        if (values.size() > 1) throw new Malformed("one value in a SenML record", values.size() + "");
        return values.stream().findFirst();
    }

    /// The name within the thing. A pack may spell its names out as `thing:name` or `thing/name`, or below a device URN
    /// (RFC 9039); it may not name another thing.
    private String local(String name) {
        int cut = Math.max(name.lastIndexOf(':'), name.lastIndexOf('/'));
        String local = name.substring(cut + 1);
        String device = cut < 0 ? thing : name.substring(0, cut);
        if (!device.equals(thing) && !device.startsWith("urn:"))
            throw new Malformed("names of the thing " + thing, "a name of another thing");
        if (!Names.valid(local))
            throw new Malformed("a reading named by 1 to 64 letters, digits, dots, hyphens or underscores", "another");
        return local;
    }

    /// In whole milliseconds, the rest cut off.
    private long absolute(BigDecimal seconds) {
        BigDecimal milliseconds = seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR);
        if (seconds.compareTo(RELATIVE_BELOW) < 0) milliseconds = milliseconds.add(BigDecimal.valueOf(now));
        if (milliseconds.signum() < 0 || milliseconds.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0)
            throw new Malformed("a SenML time of 1970 or later", "another");
        return milliseconds.longValue();
    }
}
