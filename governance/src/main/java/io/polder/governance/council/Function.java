package io.polder.governance.council;

import io.polder.contract.Rights.Act;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;

/// What a role may do: an act on methods of contracts. `*` stands for all, and at the end of a name for any rest.
public record Function(Act act, String contract, String method) {
    public static final int PATTERN_MAX = 64;

    public Function {
        pattern(contract);
        pattern(method);
    }

    boolean covers(Act asked, String ofContract, String ofMethod) {
        return act == asked && matches(contract, ofContract) && matches(method, ofMethod);
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }

    private static void pattern(String text) {
        boolean good = !text.isEmpty()
                && text.length() <= PATTERN_MAX
                && text.chars().allMatch(c -> c > ' ' && c <= '~')
                && (text.indexOf('*') < 0 || text.indexOf('*') == text.length() - 1);
        if (!good) throw new Malformed("a name, or its beginning and *", "\"" + text + "\"");
    }

    Cbor toCbor() {
        return Cbor.map(
                Cbor.of("kind"), Cbor.of(act.text()),
                Cbor.of("contract"), Cbor.of(contract),
                Cbor.of("method"), Cbor.of(method));
    }

    static Function of(Cbor item) {
        Fields f = Fields.of(item, "kind", "contract", "method");
        return new Function(
                Act.of(f.text("kind")),
                f.find("contract").map(Cbor::asText).orElse("*"),
                f.find("method").map(Cbor::asText).orElse("*"));
    }

    @Override
    public String toString() {
        return act.text() + " " + contract + "." + method;
    }
}
