package io.polder.protocol.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Writes an item in its deterministic form.
final class CborEncoder {
    private static final int FIRST_SIZE = 128;

    private byte[] out = new byte[FIRST_SIZE];
    private int size;

    private CborEncoder() {}

    static byte[] encode(Cbor item) {
        CborEncoder encoder = new CborEncoder();
        encoder.write(item);
        return Arrays.copyOf(encoder.out, encoder.size);
    }

    private void write(Cbor item) {
        switch (item) {
            case Cbor.Int(long value) when value >= 0 -> head(0, value);
            case Cbor.Int(long value) -> head(1, -1 - value);
            case Cbor.Binary(Bytes value) -> string(2, value.shared());
            case Cbor.Text(String value) -> string(3, value.getBytes(StandardCharsets.UTF_8));
            case Cbor.Array array -> {
                head(4, array.items().size());
                for (Cbor each : array.items()) write(each);
            }
            case Cbor.Dictionary map -> {
                head(5, map.entries().size());
                for (Map.Entry<Cbor, Cbor> entry : map.entries()) {
                    write(entry.getKey());
                    write(entry.getValue());
                }
            }
            case Cbor.Tagged(long tag, Cbor tagged) -> {
                head(6, tag);
                write(tagged);
            }
            case Cbor.Bool(boolean value) -> put(value ? 0xf5 : 0xf4);
            case Cbor.Null() -> put(0xf6);
            case Cbor.Real(double value) -> real(value);
        }
    }

    private void string(int major, byte[] bytes) {
        head(major, bytes.length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
    }

    private void head(int major, long value) {
        int first = major << 5;
        if (value < 24) put(first | (int) value);
        else if (value <= 0xff) fixed(first | 24, value, 1);
        else if (value <= 0xffff) fixed(first | 25, value, 2);
        else if (value <= 0xffffffffL) fixed(first | 26, value, 4);
        else fixed(first | 27, value, 8);
    }

    private void fixed(int first, long value, int octets) {
        put(first);
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) put((int) (value >>> shift));
    }

    private void put(int octet) {
        reserve(1);
        out[size++] = (byte) octet;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > out.length) out = Arrays.copyOf(out, Math.max(needed, Math.multiplyExact(2, out.length)));
    }

    private void real(double value) {
        float single = (float) value;
        if (Double.isNaN(value)) {
            fixed(0xf9, 0x7e00, 2);
        } else if (Double.doubleToRawLongBits(single) != Double.doubleToRawLongBits(value)) {
            fixed(0xfb, Double.doubleToRawLongBits(value), 8);
        } else {
            short half = Float.floatToFloat16(single);
            if (Float.floatToRawIntBits(Float.float16ToFloat(half)) == Float.floatToRawIntBits(single))
                fixed(0xf9, half & 0xffff, 2);
            else fixed(0xfa, Float.floatToRawIntBits(single) & 0xffffffffL, 4);
        }
    }
}
