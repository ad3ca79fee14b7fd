package io.polder.things;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// Where a thing stands, in 1e-5 degrees. A place that is not fine is true to 1e-2 degrees only, about a kilometre;
/// public measuring stations may be fine.
public record Location(long latitude, long longitude, boolean fine) {
    /// The step of a place that is not fine.
    public static final long COARSE = 1_000;

    private static final long LATITUDE_MAX = 9_000_000;
    private static final long LONGITUDE_MAX = 18_000_000;

    public Location {
        within("a latitude", latitude, LATITUDE_MAX);
        within("a longitude", longitude, LONGITUDE_MAX);
    }

    /// True when no more is told than may be.
    boolean discreet() {
        return fine || latitude % COARSE == 0 && longitude % COARSE == 0;
    }

    private static void within(String what, long value, long max) {
        if (value < -max || value > max) throw new Malformed(what + " within " + max + " (1e-5 degrees)", value + "");
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(latitude), Cbor.of(longitude), Cbor.of(fine));
    }

    static Location of(Cbor item) {
        List<Cbor> f = item.asArray(3);
        return new Location(f.get(0).asInt(), f.get(1).asInt(), f.get(2).asBool());
    }
}
