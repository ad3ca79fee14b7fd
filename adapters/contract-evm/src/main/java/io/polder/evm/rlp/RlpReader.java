package io.polder.evm.rlp;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// Reads items of a list one by one and refuses every encoding that is not the shortest.
public final class RlpReader {
    private static final int LENGTH_BYTES_MAX = 4;

    private final byte[] bytes;
    private final int end;
    private int position;

    private RlpReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /// Opens bytes that must be exactly one list.
    public static RlpReader list(byte... bytes) throws MalformedRlpException {
        RlpReader outer = new RlpReader(bytes, 0, bytes.length);
        RlpReader list = outer.list();
        outer.finish();
        return list;
    }

    /// Opens a run of items without a list around it.
    public static RlpReader items(byte... bytes) {
        return new RlpReader(bytes, 0, bytes.length);
    }

    public boolean hasNext() {
        return position < end;
    }

    public boolean nextIsList() {
        return hasNext() && (bytes[position] & 0xff) >= Rlp.LIST;
    }

    public void finish() throws MalformedRlpException {
        if (hasNext()) throw new MalformedRlpException("expected the end, got " + (end - position) + " bytes more");
    }

    public RlpReader list() throws MalformedRlpException {
        int head = head();
        if (head < Rlp.LIST) throw new MalformedRlpException("expected a list, got a string");
        int length = length(head - Rlp.LIST);
        RlpReader list = new RlpReader(bytes, position, position + length);
        position += length;
        return list;
    }

    public byte[] string() throws MalformedRlpException {
        int head = head();
        if (head >= Rlp.LIST) throw new MalformedRlpException("expected a string, got a list");
        if (head < Rlp.STRING) return new byte[] {(byte) head};
        int length = length(head - Rlp.STRING);
        if (length == 1 && bytes[position] >= 0) throw new MalformedRlpException("a small byte with a header");
        position += length;
        return Rlp.range(bytes, position - length, position);
    }

    /// A number of up to 256 bits without leading zeros.
    public Word word() throws MalformedRlpException {
        byte[] digits = digits(Word.BYTES);
        return Word.of(digits);
    }

    /// A number of up to 64 bits, read as unsigned.
    public long number() throws MalformedRlpException {
        return Word.of(digits(Long.BYTES)).limb0();
    }

    /// A word that is written with all its 32 bytes.
    public Word fullWord() throws MalformedRlpException {
        return Word.of(exactly(Word.BYTES));
    }

    public Address address() throws MalformedRlpException {
        return Address.of(exactly(Address.BYTES));
    }

    private byte[] exactly(int length) throws MalformedRlpException {
        byte[] string = string();
        if (string.length != length) {
            throw new MalformedRlpException("expected " + length + " bytes, got " + string.length);
        }
        return string;
    }

    private byte[] digits(int lengthMax) throws MalformedRlpException {
        byte[] digits = string();
        if (digits.length > lengthMax) {
            throw new MalformedRlpException("expected at most " + lengthMax + " bytes, got " + digits.length);
        }
        if (digits.length > 0 && digits[0] == 0) throw new MalformedRlpException("a number with leading zeros");
        return digits;
    }

    private int head() throws MalformedRlpException {
        if (!hasNext()) throw new MalformedRlpException("expected an item, got the end");
        return bytes[position++] & 0xff;
    }

    /// The length of the content, after a header that says `size`: the length itself, or how many bytes tell it.
    private int length(int size) throws MalformedRlpException {
        long length = size;
        if (size > Rlp.SHORT_MAX) {
            int count = size - Rlp.SHORT_MAX;
            if (count > LENGTH_BYTES_MAX || count > end - position) {
                throw new MalformedRlpException("a length beyond the end");
            }
            if (bytes[position] == 0) throw new MalformedRlpException("a length with leading zeros");
            length = 0;
            for (int i = 0; i < count; i++) length = length << 8 | bytes[position++] & 0xff;
            if (length <= Rlp.SHORT_MAX) throw new MalformedRlpException("a short length in long form");
        }
        if (length > end - position) throw new MalformedRlpException("a length beyond the end");
        return (int) length;
    }
}
