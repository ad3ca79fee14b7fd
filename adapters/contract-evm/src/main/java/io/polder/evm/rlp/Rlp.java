package io.polder.evm.rlp;

import io.polder.evm.word.Word;
import java.util.Arrays;
import java.util.List;

/// Writes the recursive length prefix encoding.
public final class Rlp {
    static final int STRING = 0x80;
    static final int LIST = 0xc0;
    static final int SHORT_MAX = 55;

    private Rlp() {}

    public static byte[] string(byte... bytes) {
        if (bytes.length == 1 && bytes[0] >= 0) return bytes.clone();
        return concat(header(STRING, bytes.length), bytes);
    }

    public static byte[] number(long value) {
        return string(Word.of(value).toDigits());
    }

    public static byte[] number(Word value) {
        return string(value.toDigits());
    }

    /// Wraps items that are encoded already.
    public static byte[] list(byte[]... items) {
        byte[] content = concat(items);
        return concat(header(LIST, content.length), content);
    }

    public static byte[] list(List<byte[]> items) {
        return list(items.toArray(byte[][]::new));
    }

    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] header(int kind, int length) {
        if (length <= SHORT_MAX) return new byte[] {(byte) (kind + length)};
        byte[] digits = Word.of(length).toDigits();
        byte[] header = new byte[1 + digits.length];
        header[0] = (byte) (kind + SHORT_MAX + digits.length);
        System.arraycopy(digits, 0, header, 1, digits.length);
        return header;
    }

    static byte[] range(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
