package io.polder.evm.rpc;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Numbers and bytes as Ethereum's JSON-RPC writes them.
final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();
    private static final Pattern QUANTITY = Pattern.compile("0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})");
    private static final Pattern LOOSE = Pattern.compile("0x[0-9a-fA-F]{1,64}");
    private static final Pattern DATA = Pattern.compile("0x([0-9a-fA-F]{2})*");

    private Hex() {}

    static String number(long value) {
        return "0x" + Long.toHexString(value);
    }

    static String number(Word value) {
        return value.toString();
    }

    static String data(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }

    static String data(Bytes bytes) {
        return data(bytes.shared());
    }

    static String data(Hash hash) {
        return data(hash.bytes());
    }

    static String data(Word word) {
        return data(word.toBytes());
    }

    static BigInteger quantity(String what, String text) {
        if (!QUANTITY.matcher(text).matches())
            throw RpcError.params(what, "a number such as 0x1f without leading zeros", text);
        return new BigInteger(text.substring(2), 16);
    }

    static long count(String what, String text) {
        BigInteger value = quantity(what, text);
        if (value.bitLength() > 63) throw RpcError.params(what, "a number below 2^63", text);
        return value.longValue();
    }

    static Word word(String what, String text) {
        return Word.of(quantity(what, text));
    }

    /// A storage key: up to 32 bytes, with or without leading zeros.
    static Word slot(String what, String text) {
        if (!LOOSE.matcher(text).matches()) throw RpcError.params(what, "up to 64 hexadecimal digits", text);
        return Word.of(new BigInteger(text.substring(2), 16));
    }

    static byte[] bytes(String what, String text) {
        if (!DATA.matcher(text).matches())
            throw RpcError.params(what, "an even number of hexadecimal digits after 0x", text);
        return FORMAT.parseHex(text.substring(2));
    }

    static byte[] bytes(String what, String text, int size) {
        byte[] bytes = bytes(what, text);
        if (bytes.length != size) throw RpcError.params(what, size + " bytes", bytes.length + " bytes");
        return bytes;
    }

    static Address address(String what, String text) {
        return Address.of(bytes(what, text, Address.BYTES));
    }

    static Word hash(String what, String text) {
        return Word.of(bytes(what, text, Word.BYTES));
    }
}
