package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.rlp.MalformedRlpException;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.rlp.RlpReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A value and its encoding, or an encoding that must be refused.
record RlpCase(JsonNode test) {
    Verdict run() {
        byte[] bytes = Json.bytes(test.get("out"));
        String in = test.get("in").asText();
        boolean valid = isValid(bytes);
        if (in.equals("INVALID")) return Verdict.of("valid", false, valid);
        if (in.equals("VALID")) return Verdict.of("valid", true, valid);
        return Verdict.of("valid", true, valid)
                .and(Verdict.of("bytes", Json.hex(bytes), Json.hex(encode(test.get("in")))));
    }

    private static byte[] encode(JsonNode value) {
        if (value.isArray()) {
            List<byte[]> items = new ArrayList<>();
            value.forEach(item -> items.add(encode(item)));
            return Rlp.list(items);
        }
        if (value.isNumber()) return Rlp.string(digits(value.bigIntegerValue()));
        String text = value.asText();
        return Rlp.string(
                text.startsWith("#")
                        ? digits(new BigInteger(text.substring(1)))
                        : text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digits(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private static boolean isValid(byte[] bytes) {
        try {
            RlpReader reader = RlpReader.items(bytes);
            walkItem(reader);
            reader.finish();
            return true;
        } catch (MalformedRlpException malformed) {
            return false;
        }
    }

    private static void walkItem(RlpReader reader) throws MalformedRlpException {
        if (!reader.nextIsList()) {
            reader.string();
            return;
        }
        RlpReader list = reader.list();
        while (list.hasNext()) walkItem(list);
    }
}
