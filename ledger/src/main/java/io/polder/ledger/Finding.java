package io.polder.ledger;

import java.util.OptionalLong;

/// Something in a store that is not as it was written: the space or chain, the file or key in it, the height if known,
/// what was expected there and what was got.
public record Finding(String space, String place, OptionalLong height, String expected, String got) {
    public static Finding file(String name, String expected, String got) {
        return new Finding("files", name, OptionalLong.empty(), expected, got);
    }

    @Override
    public String toString() {
        String at = height.isPresent() ? " at height " + height.getAsLong() : "";
        return space + " " + place + at + ": expected " + expected + ", got " + got;
    }
}
