package io.polder.operator.dapp;

import io.polder.evm.word.Keccak;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Addresses with the capitals that catch mistyping (EIP-55).
final class Checksum {
    private static final int CAPITAL_FROM = 8;

    private Checksum() {}

    /// @param address `0x` and 40 hexadecimal digits
    static String of(String address) {
        String lower = address.substring(2).toLowerCase(Locale.ROOT);
        byte[] hash = Keccak.hash(lower.getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < lower.length(); i++) {
            int digit = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
            text.append(digit >= CAPITAL_FROM ? Character.toUpperCase(lower.charAt(i)) : lower.charAt(i));
        }
        return text.toString();
    }
}
