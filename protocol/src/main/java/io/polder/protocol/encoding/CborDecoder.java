package io.polder.protocol.encoding;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Reads one item and refuses whatever the encoder would not have written.
final class CborDecoder {
    private CborDecoder() {}

    static Cbor read(ByteBuffer in, int depth) {
        if (depth > Cbor.DEPTH_MAX) throw new Malformed("at most " + Cbor.DEPTH_MAX + " levels", "more");
        int first = next(in);
        int major = first >> 5;
        if (major == 7) return simple(first, in);
        long value = argument(first & 31, in);
        return switch (major) {
            case 0 -> Cbor.of(value);
            case 1 -> Cbor.of(-1 - value);
            case 2 -> Cbor.of(Bytes.wrap(take(in, value)));
            case 3 -> Cbor.of(Cbor.utf8(take(in, value)));
            case 4 -> array(in, value, depth);
            case 5 -> map(in, value, depth);
            default -> new Cbor.Tagged(value, read(in, depth + 1));
        };
    }

    private static Cbor array(ByteBuffer in, long size, int depth) {
        List<Cbor> items = new ArrayList<>(bounded(in, size));
        for (long i = 0; i < size; i++) items.add(read(in, depth + 1));
        return Cbor.array(items);
    }

    private static Cbor map(ByteBuffer in, long size, int depth) {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>(bounded(in, size));
        int last = 0;
        int end = 0;
        for (long i = 0; i < size; i++) {
            int start = in.position();
            Cbor key = read(in, depth + 1);
            if (i > 0 && compare(in, last, end, start, in.position()) >= 0)
                throw new Malformed("map keys in bytewise order", "disorder");
            last = start;
            end = in.position();
            entries.add(Map.entry(key, read(in, depth + 1)));
        }
        return new Cbor.Dictionary(entries);
    }

    private static int compare(ByteBuffer in, int from, int to, int otherFrom, int otherTo) {
        return Arrays.compareUnsigned(in.array(), from, to, in.array(), otherFrom, otherTo);
    }

    /// Each item takes a byte or more, so a longer announcement than what is left is a lie; it must not allocate.
    private static int bounded(ByteBuffer in, long size) {
        if (size > in.remaining()) throw new Malformed(size + " items", in.remaining() + " bytes");
        return (int) size;
    }

    private static Cbor simple(int first, ByteBuffer in) {
        return switch (first) {
            case 0xf4 -> Cbor.of(false);
            case 0xf5 -> Cbor.of(true);
            case 0xf6 -> Cbor.NULL;
            case 0xf9 -> shortest(in, 2);
            case 0xfa -> shortest(in, 4);
            case 0xfb -> shortest(in, 8);
            default -> throw new Malformed("true, false, null or a number", "the byte " + Integer.toHexString(first));
        };
    }

    private static Cbor shortest(ByteBuffer in, int size) {
        int start = in.position() - 1;
        long bits = fixed(in, size);
        Cbor real = new Cbor.Real(
                switch (size) {
                    case 2 -> Float.float16ToFloat((short) bits);
                    case 4 -> Float.intBitsToFloat((int) bits);
                    default -> Double.longBitsToDouble(bits);
                });
        byte[] canonical = real.encode().shared();
        // Bytes and not sizes are compared, since there are many encodings of NaN in two bytes.
        if (!Arrays.equals(in.array(), start, in.position(), canonical, 0, canonical.length))
            throw new Malformed("the shortest form of a number, or of the one NaN", "another form");
        return real;
    }

    private static long argument(int info, ByteBuffer in) {
        if (info < 24) return info;
        if (info > 27) throw new Malformed("a definite length", "additional information " + info);
        int size = 1 << (info - 24);
        long value = fixed(in, size);
        long least = size == 1 ? 24 : 1L << (4 * size);
        if (value < 0) throw new Malformed("an integer of 63 bits", "a larger one");
        if (value < least) throw new Malformed("the shortest form of " + value, size + " bytes");
        return value;
    }

    private static long fixed(ByteBuffer in, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) value = value << 8 | next(in);
        return value;
    }

    private static byte[] take(ByteBuffer in, long size) {
        if (size > in.remaining()) throw new Malformed(size + " bytes", in.remaining() + " bytes");
        byte[] bytes = new byte[(int) size];
        in.get(bytes);
        return bytes;
    }

    private static int next(ByteBuffer in) {
        if (!in.hasRemaining()) throw new Malformed("one more byte", "the end");
        return in.get() & 0xff;
    }
}
