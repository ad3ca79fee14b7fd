package io.polder.evm.network;

import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Arguments and results as Solidity lays them out: words in a row, and what has no fixed size behind them.
public final class Abi {
    private static final int SELECTOR = 4;
    private static final byte[] ERROR = selector("Error(string)");
    private static final byte[] PANIC = selector("Panic(uint256)");

    private Abi() {}

    /// The first four bytes of a call to a function such as `save(string,bytes)`.
    public static byte[] selector(String signature) {
        return Arrays.copyOf(Keccak.hash(signature.getBytes(StandardCharsets.UTF_8)), SELECTOR);
    }

    /// Reads the arguments of one call; what is not there is malformed.
    static final class Reader {
        private final byte[] input;

        Reader(byte[] input) {
            this.input = input;
        }

        boolean calls(String signature) {
            return input.length >= SELECTOR && Arrays.equals(Arrays.copyOf(input, SELECTOR), selector(signature));
        }

        Word word(int index) {
            return wordAt(index * Word.BYTES);
        }

        private Word wordAt(int offset) {
            int at = SELECTOR + offset;
            if (at + Word.BYTES > input.length)
                throw new Malformed("arguments up to byte " + (at + Word.BYTES), input.length + " bytes");
            return Word.of(input, at, Word.BYTES);
        }

        /// The value of an argument that is a string of bytes.
        Bytes bytes(int index) {
            int offset = length(word(index));
            int length = length(wordAt(offset));
            int at = SELECTOR + offset + Word.BYTES;
            if (length > input.length - at)
                throw new Malformed("an argument of " + length + " bytes", (input.length - at) + " bytes");
            return Bytes.wrap(Arrays.copyOfRange(input, at, at + length));
        }

        String text(int index) {
            return Cbor.utf8(bytes(index).shared());
        }

        long number(int index) {
            Word word = word(index);
            if (!word.fitsLong() || word.limb0() < 0)
                throw new Malformed("a number below 2^63", word.toBigInteger().toString());
            return word.limb0();
        }

        Address account(int index) {
            Word word = word(index);
            if (word.toBigInteger().bitLength() > Address.BYTES * Byte.SIZE)
                throw new Malformed("an account of " + Address.BYTES + " bytes", word.toString());
            return Address.of(Arrays.copyOfRange(word.toBytes(), Word.BYTES - Address.BYTES, Word.BYTES));
        }

        private int length(Word word) {
            if (!word.fitsLong() || word.limb0() < 0 || word.limb0() > input.length)
                throw new Malformed("an offset or length within " + input.length + " bytes", word.toString());
            return (int) word.limb0();
        }
    }

    /// A value of a result.
    sealed interface Value {
        record Fixed(Word word) implements Value {}

        record Open(byte[] bytes) implements Value {}

        static Value of(long number) {
            return new Fixed(Word.of(number));
        }

        /// A signed number in two's complement.
        static Value of(BigInteger number) {
            return new Fixed(Word.wrapping(number));
        }

        static Value of(String text) {
            return new Open(text.getBytes(StandardCharsets.UTF_8));
        }

        static Value of(Bytes bytes) {
            return new Open(bytes.shared());
        }
    }

    static byte[] encode(Value... values) {
        List<byte[]> heads = new ArrayList<>();
        List<byte[]> tails = new ArrayList<>();
        int offset = values.length * Word.BYTES;
        for (Value value : values) {
            switch (value) {
                case Value.Fixed(Word word) -> heads.add(word.toBytes());
                case Value.Open(byte[] bytes) -> {
                    heads.add(Word.of(offset).toBytes());
                    byte[] tail = tail(bytes);
                    tails.add(tail);
                    offset += tail.length;
                }
            }
        }
        heads.addAll(tails);
        return joined(heads);
    }

    /// A struct that has a part of open size is itself behind an offset.
    static byte[] struct(Value... values) {
        return joined(List.of(Word.of(Word.BYTES).toBytes(), encode(values)));
    }

    /// What `revert("reason")` leaves behind.
    static byte[] error(String reason) {
        return joined(List.of(ERROR, encode(Value.of(reason))));
    }

    private static byte[] tail(byte[] bytes) {
        int padded = (bytes.length + Word.BYTES - 1) / Word.BYTES * Word.BYTES;
        return joined(List.of(Word.of(bytes.length).toBytes(), Arrays.copyOf(bytes, padded)));
    }

    private static byte[] joined(List<byte[]> parts) {
        Bytes[] all = parts.stream().map(Bytes::wrap).toArray(Bytes[]::new);
        return Bytes.concat(all).toArray();
    }

    /// What a revert says to people: the reason, the kind of panic, or that there is none.
    public static String reason(byte[] output) {
        try {
            Reader reader = new Reader(output);
            if (startsWith(output, ERROR)) return reader.text(0);
            if (startsWith(output, PANIC))
                return "panic 0x" + reader.word(0).toBigInteger().toString(16);
        } catch (Malformed e) {
            return "a reason that cannot be read: " + e.getMessage();
        }
        return output.length == 0
                ? "the contract gave no reason"
                : "error 0x"
                        + Bytes.wrap(output)
                                .slice(0, Math.min(SELECTOR, output.length))
                                .toHex();
    }

    /// True if a revert gave a reason in words or a panic.
    public static boolean isWorded(byte[] output) {
        return startsWith(output, ERROR) || startsWith(output, PANIC);
    }

    private static boolean startsWith(byte[] output, byte[] selector) {
        return output.length >= SELECTOR && Arrays.equals(output, 0, SELECTOR, selector, 0, SELECTOR);
    }
}
