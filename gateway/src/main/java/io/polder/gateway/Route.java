package io.polder.gateway;

import io.polder.protocol.Names;
import io.polder.protocol.encoding.Malformed;
import java.util.EnumSet;
import java.util.Set;

/// What devices may bring to a chain at this city, and when they are answered.
///
/// @param signatureAlone whether a signed message is taken from whoever brings it
public record Route(String chain, Set<Form> forms, Acknowledge acknowledge, boolean signatureAlone) {
    /// At which moment a device hears that its message is safe.
    public enum Acknowledge {
        FINAL,
        ACCEPTED
    }

    public Route {
        if (!Names.valid(chain)) throw new Malformed("a route to a chain by its name", "\"" + chain + "\"");
        forms = Set.copyOf(forms);
    }

    /// Every form, acknowledged when final, signatures standing for themselves.
    public static Route open(String chain) {
        return new Route(chain, EnumSet.allOf(Form.class), Acknowledge.FINAL, true);
    }
}
