package io.polder.evm.rpc;

import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.List;

/// The 2,048 bits that tell which addresses and topics cannot be among some logs (Yellow Paper, 4.3.1).
final class Bloom {
    private static final int BYTES = 256;
    private static final int BITS_PER_VALUE = 3;

    private Bloom() {}

    static byte[] of(List<LogEntry> logs) {
        byte[] bloom = new byte[BYTES];
        for (LogEntry log : logs) {
            add(bloom, log.address().toBytes());
            for (Word topic : log.topics()) add(bloom, topic.toBytes());
        }
        return bloom;
    }

    private static void add(byte[] bloom, byte[] value) {
        byte[] hash = Keccak.hash(value);
        for (int i = 0; i < 2 * BITS_PER_VALUE; i += 2) {
            int bit = ((hash[i] & 0xff) << 8 | hash[i + 1] & 0xff) & 2047;
            bloom[BYTES - 1 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }
}
