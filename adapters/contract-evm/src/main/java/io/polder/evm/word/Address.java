package io.polder.evm.word;

import java.util.HexFormat;

/// The twenty bytes that name an account.
public record Address(int high, long middle, long low) implements Comparable<Address> {
    public static final int BYTES = 20;
    public static final Address ZERO = new Address(0, 0, 0);

    /// The account with a small number, as precompiled contracts have.
    public static Address of(long number) {
        return new Address(0, 0, number);
    }

    public static Address of(byte... bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("expected 20 bytes, got " + bytes.length);
        return lastOf(Word.of(bytes));
    }

    /// Reads 40 hexadecimal digits, with or without `0x`.
    public static Address hex(String text) {
        return of(HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text));
    }

    /// The last twenty bytes of a word, such as the hash of a public key.
    public static Address lastOf(Word word) {
        return new Address((int) word.limb2(), word.limb1(), word.limb0());
    }

    public static Address at(long[] limbs, int position) {
        return new Address((int) limbs[position + 2], limbs[position + 1], limbs[position]);
    }

    public void putTo(long[] limbs, int position) {
        limbs[position] = low;
        limbs[position + 1] = middle;
        limbs[position + 2] = high & 0xffff_ffffL;
        limbs[position + 3] = 0;
    }

    public boolean isZero() {
        return (high | middle | low) == 0;
    }

    public Word toWord() {
        return new Word(low, middle, high & 0xffff_ffffL, 0);
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        System.arraycopy(toWord().toBytes(), Word.BYTES - BYTES, bytes, 0, BYTES);
        return bytes;
    }

    @Override
    public int compareTo(Address other) {
        if (high != other.high) return Integer.compareUnsigned(high, other.high);
        if (middle != other.middle) return Long.compareUnsigned(middle, other.middle);
        return Long.compareUnsigned(low, other.low);
    }

    @Override
    public int hashCode() {
        return Words.hash(low, middle, high, 0);
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(toBytes());
    }
}
