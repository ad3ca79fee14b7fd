package io.polder.testkit;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Arguments that a fuzzer would send: of every type, often nearly right, always the same for the same seed.
public final class RandomCbor {
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "hamburg",
            "DEHH008",
            "org:hamburg",
            "person:ada",
            "thing:DEHH008",
            "city:hamburg",
            "key:00",
            "org:",
            ":",
            "admin",
            "owner",
            "pm10",
            "none",
            "x".repeat(65),
            "\u0000",
            "zwölf \uD83D\uDE00");
    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            2L,
            -1L,
            1_000L,
            9_000_000L,
            1_700_000_000_000L,
            (long) Integer.MAX_VALUE + 1,
            Long.MAX_VALUE,
            Long.MIN_VALUE);
    private static final int DEPTH_MAX = 4;

    private final Random random;
    private final List<Cbor> known;

    /// Known items, such as true keys and hashes, are mixed in so that calls get past the first check.
    public RandomCbor(long seed, List<? extends Cbor> known) {
        this.random = new Random(seed);
        this.known = List.copyOf(known);
    }

    /// An array of the size that a method takes, mostly.
    public Cbor arguments(int size) {
        return switch (random.nextInt(20)) {
            case 0 -> item(0);
            case 1, 2 -> array(0, random.nextInt(8));
            default -> array(0, size);
        };
    }

    private Cbor item(int depth) {
        if (!known.isEmpty() && random.nextBoolean()) return pick(known);
        return switch (random.nextInt(depth < DEPTH_MAX ? 13 : 9)) {
            case 0 -> Cbor.NULL;
            case 1 -> Cbor.of(random.nextBoolean());
            case 2 -> Cbor.of(random.nextInt(4));
            case 3 -> Cbor.of(pick(NUMBERS));
            case 4 -> Cbor.of(random.nextLong());
            case 5, 6 -> Cbor.of(pick(WORDS));
            case 7 -> Cbor.of(bytes(random.nextInt(4) == 0 ? 32 : random.nextInt(100)));
            case 8 -> new Cbor.Real(random.nextInt(3) == 0 ? Double.NaN : random.nextDouble());
            case 9, 10 -> array(depth + 1, random.nextInt(6));
            case 11 -> Cbor.map(Cbor.of(pick(NUMBERS)), item(depth + 1), Cbor.of(pick(WORDS)), item(depth + 1));
            default -> new Cbor.Tagged(random.nextInt(6), item(depth + 1));
        };
    }

    private Cbor array(int depth, int size) {
        List<Cbor> items = new ArrayList<>();
        for (int i = 0; i < size; i++) items.add(item(depth));
        return Cbor.array(items);
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
