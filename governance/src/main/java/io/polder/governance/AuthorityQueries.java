package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The methods that only read; anyone may.
record AuthorityQueries(Context context, Registry registry) {
    static Cbor run(String method, Cbor arguments, Context context) {
        AuthorityQueries queries = new AuthorityQueries(context, new Registry((contract, key) -> context.get(key)));
        return switch (method) {
            case "organisation" ->
                queries.organisation(Arguments.of(arguments, 1).name(0));
            case "organisations" -> queries.organisations(Arguments.of(arguments, 2));
            case "operator" -> queries.operator(Arguments.of(arguments, 1).address(0));
            case "operators" -> queries.operators(Arguments.of(arguments, 3));
            case "city" -> queries.city(Arguments.of(arguments, 1).name(0));
            case "cities" -> queries.cities(Arguments.of(arguments, 2));
            case "key" -> queries.key(Arguments.of(arguments, 2));
            case "keys" -> queries.keys(Arguments.of(arguments, 1).address(0));
            case "chains" -> queries.chains(Arguments.of(arguments, 2));
            default -> throw new Revert("unknown-method", "authority has no method " + method);
        };
    }

    private Cbor organisation(String name) {
        Registry.Organisation organisation = registry.organisation(name)
                .orElseThrow(() -> new Revert("unknown-organisation", "there is no organisation " + name));
        return organisation(name, organisation);
    }

    private static Cbor organisation(String name, Registry.Organisation organisation) {
        return Cbor.map(
                Cbor.of("organisation"), Cbor.of(name),
                Cbor.of("founder"), Cbor.of(organisation.founder()),
                Cbor.of("active"), Cbor.of(organisation.active()),
                Cbor.of("since"), Cbor.of(organisation.since()),
                Cbor.of("quota"), organisation.quotas().organisation().toCbor(),
                Cbor.of("perThing"), organisation.quotas().thing().toCbor());
    }

    private Cbor organisations(Arguments arguments) {
        return page(
                Keys.of(Registry.ORGANISATION),
                arguments,
                item -> organisation(Keys.name(item.key(), 1), Registry.Organisation.of(item.value())));
    }

    private Cbor operator(Address address) {
        Registry.Operator operator = registry.operator(address)
                .orElseThrow(() -> new Revert("unknown-identity", address + " acts for nobody"));
        return Cbor.map(
                Cbor.of("operator"), address.toCbor(),
                Cbor.of("organisation"), Cbor.of(operator.organisation()),
                Cbor.of("role"), Cbor.of(operator.role().text()),
                Cbor.of("since"), Cbor.of(operator.since()));
    }

    /// [organisation, after or null, limit]
    private Cbor operators(Arguments arguments) {
        Bytes prefix = Keys.below(Registry.MEMBERSHIP, arguments.name(0));
        Bytes from = arguments
                .optional(1)
                .map(after -> Keys.next(
                        Bytes.concat(prefix, Bytes.utf8(Address.of(after).toString()))))
                .orElse(prefix);
        List<Context.Item> items = context.range(from, Keys.end(prefix), arguments.limit(2, context), false);
        return Cbor.array(items.stream()
                .map(item -> operator(Address.parse(Keys.name(item.key(), prefix.size()))))
                .toList());
    }

    private Cbor city(String node) {
        Registry.City city =
                registry.city(node).orElseThrow(() -> new Revert("unknown-city", "there is no city node " + node));
        return city(node, city);
    }

    private static Cbor city(String node, Registry.City city) {
        return Cbor.map(
                Cbor.of("node"), Cbor.of(node),
                Cbor.of("city"), Cbor.of(city.city()),
                Cbor.of("organisation"), Cbor.of(city.organisation()),
                Cbor.of("since"), Cbor.of(city.since()));
    }

    private Cbor cities(Arguments arguments) {
        return page(
                Keys.of(Registry.CITY),
                arguments,
                item -> city(Keys.name(item.key(), 1), Registry.City.of(item.value())));
    }

    /// [address, thumbprint]
    private Cbor key(Arguments arguments) {
        Address address = arguments.address(0);
        Hash thumbprint = arguments.hash(1);
        for (char kind : new char[] {Registry.KEY, Registry.ENDED_KEY}) {
            var key = registry.key(kind, address, thumbprint);
            if (key.isPresent()) return key(kind, thumbprint, key.get());
        }
        throw new Revert("unknown-key", address + " has no key " + thumbprint);
    }

    private static Cbor key(char kind, Hash thumbprint, Registry.Key key) {
        return Cbor.map(
                Cbor.of("thumbprint"), Cbor.of(thumbprint),
                Cbor.of("key"), key.key().toCose(),
                Cbor.of("since"), Cbor.of(key.since()),
                Cbor.of("until"), key.until().map(Cbor::of).orElse(Cbor.NULL),
                Cbor.of("use"), Cbor.of(key.use().text()),
                Cbor.of("revoked"), Cbor.of(kind == Registry.ENDED_KEY));
    }

    /// Those in use first; of those that have ended at most as many as a query may return.
    private Cbor keys(Address address) {
        List<Cbor> keys = new ArrayList<>();
        int max = (int) Math.min(context.limits().rangeItems(), Integer.MAX_VALUE);
        for (char kind : new char[] {Registry.KEY, Registry.ENDED_KEY}) {
            Bytes prefix = Registry.keysOf(kind, address);
            for (Context.Item item : context.range(prefix, Keys.end(prefix), max, false)) {
                Hash thumbprint =
                        new Hash(item.key().slice(prefix.size(), item.key().size()));
                keys.add(key(kind, thumbprint, Registry.Key.of(item.value())));
            }
        }
        return Cbor.array(keys);
    }

    private Cbor chains(Arguments arguments) {
        return page(Keys.of(Registry.CHAIN), arguments, item -> {
            ChainSpec chain = ChainSpec.of(Cbor.decode(item.value()));
            return Cbor.map(
                    Cbor.of("chain"), Cbor.of(chain.name()),
                    Cbor.of("category"), Cbor.of(chain.category().text()),
                    Cbor.of("cluster"), Cbor.of(chain.cluster()),
                    Cbor.of("envelopes"),
                            Cbor.array(chain.envelopes().stream()
                                    .map(e -> Cbor.of(e.text()))
                                    .toList()));
        });
    }

    /// [after or null, limit]
    private Cbor page(Bytes prefix, Arguments arguments, Function<Context.Item, Cbor> each) {
        Bytes from = arguments
                .optionalName(0)
                .map(after -> Keys.next(Bytes.concat(prefix, Bytes.utf8(after))))
                .orElse(prefix);
        int limit = arguments.limit(1, context);
        return Cbor.array(context.range(from, Keys.end(prefix), limit, false).stream()
                .map(each)
                .toList());
    }
}
