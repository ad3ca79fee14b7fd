package io.polder.gateway;

import io.polder.gateway.SenmlRecord.Field;
import io.polder.protocol.Reading.Value;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the CBOR of SenML (RFC 8428, 6) as devices write it: any length form, any order of keys, indefinite arrays and
/// maps. What it yields is signed by nobody, so it need not be deterministic; nested values are refused.
final class SenmlCbor {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private static final long UNTIL_BREAK = -1;
    private static final int FIELDS_MAX = 64;

    private final ByteBuffer in;

    private SenmlCbor(ByteBuffer in) {
        this.in = in;
    }

    static List<SenmlRecord> read(Bytes content) {
        return new SenmlCbor(ByteBuffer.wrap(content.shared())).pack();
    }

    private List<SenmlRecord> pack() {
        List<SenmlRecord> records = new ArrayList<>();
        long size = size(4, "an array of SenML records");
        while (more(size, records.size())) {
            if (records.size() == Senml.RECORDS_MAX)
                throw new Malformed("at most " + Senml.RECORDS_MAX + " SenML records", "more");
            records.add(record());
        }
        if (in.hasRemaining()) throw new Malformed("one item", in.remaining() + " bytes after it");
        return records;
    }

    private SenmlRecord record() {
        SenmlRecord record = new SenmlRecord();
        long size = size(5, "a SenML record as a map");
        for (int i = 0; more(size, i); i++) {
            if (i == FIELDS_MAX) throw new Malformed("at most " + FIELDS_MAX + " fields in a record", "more");
            Optional<Field> field = label();
            Value value = value(next());
            field.ifPresent(known -> record.put(known, value));
        }
        return record;
    }

    private Optional<Field> label() {
        Value label = value(next());
        if (label instanceof Value.Quantity(BigDecimal number) && number.scale() == 0 && number.precision() < 10)
            return Field.of(number.longValue());
        if (label instanceof Value.Words(String text)) return Field.of(text);
        throw new Malformed("a SenML label that is an integer or a text", "another");
    }

    private long size(int major, String what) {
        int first = next();
        if (first >> 5 != major) throw new Malformed(what, "the byte " + Integer.toHexString(first));
        if ((first & 31) == INDEFINITE) return UNTIL_BREAK;
        return argument(first & 31);
    }

    private boolean more(long size, long done) {
        if (size != UNTIL_BREAK) return done < size;
        if (!in.hasRemaining()) throw new Malformed("one more byte", "the end");
        if ((in.get(in.position()) & 0xff) != BREAK) return true;
        in.get();
        return false;
    }

    private Value value(int first) {
        int info = first & 31;
        return switch (first >> 5) {
            case 0 -> new Value.Quantity(BigDecimal.valueOf(argument(info)));
            case 1 -> new Value.Quantity(BigDecimal.valueOf(-1 - argument(info)));
            case 2 -> new Value.Data(Bytes.wrap(take(argument(info))));
            case 3 -> new Value.Words(Cbor.utf8(take(argument(info))));
            case 6 -> new Value.Quantity(fraction(info));
            case 7 -> simple(first);
            default ->
                throw new Malformed("a number, a text, a truth or bytes", "the byte " + Integer.toHexString(first));
        };
    }

    private Value simple(int first) {
        return switch (first) {
            case 0xf4 -> new Value.Truth(false);
            case 0xf5 -> new Value.Truth(true);
            case 0xf9 -> new Value.Quantity(SenmlNumber.of(Float.float16ToFloat((short) fixed(2))));
            case 0xfa -> new Value.Quantity(SenmlNumber.of(Float.intBitsToFloat((int) fixed(4))));
            case 0xfb -> new Value.Quantity(SenmlNumber.of(Double.longBitsToDouble(fixed(8))));
            default -> throw new Malformed("true, false or a number", "the byte " + Integer.toHexString(first));
        };
    }

    /// A decimal fraction (RFC 8949, 3.4.4).
    private BigDecimal fraction(int info) {
        if (argument(info) != 4) throw new Malformed("no tag but 4", "another");
        if (next() != 0x82) throw new Malformed("an exponent and a mantissa", "another item");
        long exponent = integer();
        if (Math.abs(exponent) > SenmlNumber.EXPONENT_MAX)
            throw new Malformed("a decimal exponent within " + SenmlNumber.EXPONENT_MAX, exponent + "");
        return SenmlNumber.bounded(new BigDecimal(BigInteger.valueOf(integer()), (int) -exponent));
    }

    private long integer() {
        int first = next();
        long value = argument(first & 31);
        if (first >> 5 > 1) throw new Malformed("an integer", "the byte " + Integer.toHexString(first));
        return first >> 5 == 0 ? value : -1 - value;
    }

    private long argument(int info) {
        if (info < 24) return info;
        if (info > 27) throw new Malformed("a definite length", "additional information " + info);
        long value = fixed(1 << (info - 24));
        if (value < 0) throw new Malformed("an integer of 63 bits", "a larger one");
        return value;
    }

    private long fixed(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) value = value << 8 | next();
        return value;
    }

    private byte[] take(long size) {
        if (size > in.remaining()) throw new Malformed(size + " bytes", in.remaining() + " bytes");
        byte[] bytes = new byte[(int) size];
        in.get(bytes);
        return bytes;
    }

    private int next() {
        if (!in.hasRemaining()) throw new Malformed("one more byte", "the end");
        return in.get() & 0xff;
    }
}
