package io.polder.protocol.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes an item in its deterministic form.
final class CborEncoder {
    private CborEncoder() {}

    static void write(Cbor item, ByteArrayOutputStream out) {
        switch (item) {
            case Cbor.Int(long value) when value >= 0 -> head(0, value, out);
            case Cbor.Int(long value) -> head(1, -1 - value, out);
            case Cbor.Binary(Bytes value) -> string(2, value.shared(), out);
            case Cbor.Text(String value) -> string(3, value.getBytes(StandardCharsets.UTF_8), out);
            case Cbor.Array array -> {
                head(4, array.items().size(), out);
                for (Cbor each : array.items()) write(each, out);
            }
            case Cbor.Dictionary map -> {
                head(5, map.entries().size(), out);
                for (Map.Entry<Cbor, Cbor> entry : map.entries()) {
                    write(entry.getKey(), out);
                    write(entry.getValue(), out);
                }
            }
            case Cbor.Tagged(long tag, Cbor tagged) -> {
                head(6, tag, out);
                write(tagged, out);
            }
            case Cbor.Bool(boolean value) -> out.write(value ? 0xf5 : 0xf4);
            case Cbor.Null() -> out.write(0xf6);
            case Cbor.Real(double value) -> real(value, out);
        }
    }

    private static void string(int major, byte[] bytes, ByteArrayOutputStream out) {
        head(major, bytes.length, out);
        out.write(bytes, 0, bytes.length);
    }

    private static void head(int major, long value, ByteArrayOutputStream out) {
        int first = major << 5;
        if (value < 24) out.write(first | (int) value);
        else if (value <= 0xff) fixed(first | 24, value, 1, out);
        else if (value <= 0xffff) fixed(first | 25, value, 2, out);
        else if (value <= 0xffffffffL) fixed(first | 26, value, 4, out);
        else fixed(first | 27, value, 8, out);
    }

    private static void fixed(int first, long value, int size, ByteArrayOutputStream out) {
        out.write(first);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out.write((int) (value >>> shift));
    }

    private static void real(double value, ByteArrayOutputStream out) {
        float single = (float) value;
        if (Double.isNaN(value)) {
            fixed(0xf9, 0x7e00, 2, out);
        } else if (Double.doubleToRawLongBits(single) != Double.doubleToRawLongBits(value)) {
            fixed(0xfb, Double.doubleToRawLongBits(value), 8, out);
        } else {
            short half = Float.floatToFloat16(single);
            if (Float.floatToRawIntBits(Float.float16ToFloat(half)) == Float.floatToRawIntBits(single))
                fixed(0xf9, half & 0xffff, 2, out);
            else fixed(0xfa, Float.floatToRawIntBits(single) & 0xffffffffL, 4, out);
        }
    }
}
