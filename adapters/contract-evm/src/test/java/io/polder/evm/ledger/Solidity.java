package io.polder.evm.ledger;

import io.polder.evm.network.Abi;
import io.polder.evm.word.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Calls and answers as Solidity lays them out, written apart from what is tested.
public final class Solidity {
    private Solidity() {}

    /// The creation code of a contract of the tests; its source is in `src/test/contracts`.
    public static byte[] code(String contract) {
        try (InputStream in = Solidity.class.getResourceAsStream("/contracts/" + contract + ".hex")) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A call with numbers (Long), words (Word), texts (String) and bytes (byte[]) as arguments.
    public static byte[] call(String signature, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Abi.selector(signature));
        List<byte[]> tails = new ArrayList<>();
        int offset = arguments.length * Word.BYTES;
        for (Object argument : arguments) {
            if (argument instanceof Number number) {
                out.writeBytes(Word.of(number.longValue()).toBytes());
                continue;
            }
            if (argument instanceof Word word) {
                out.writeBytes(word.toBytes());
                continue;
            }
            byte[] bytes = argument instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) argument;
            byte[] padded = Arrays.copyOf(bytes, (bytes.length + 31) / 32 * 32);
            out.writeBytes(Word.of(offset).toBytes());
            tails.add(Word.of(bytes.length).toBytes());
            tails.add(padded);
            offset += Word.BYTES + padded.length;
        }
        tails.forEach(out::writeBytes);
        return out.toByteArray();
    }

    public static Word word(byte[] answer, int index) {
        return Word.of(answer, index * Word.BYTES, Word.BYTES);
    }

    /// A value of open size, at the offset that stands at the index.
    public static byte[] bytes(byte[] answer, int index) {
        int at = (int) word(answer, index).limb0();
        int length = (int) Word.of(answer, at, Word.BYTES).limb0();
        return Arrays.copyOfRange(answer, at + Word.BYTES, at + Word.BYTES + length);
    }
}
