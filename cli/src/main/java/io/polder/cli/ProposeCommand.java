package io.polder.cli;

import io.polder.protocol.encoding.Cbor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Brings in what the members are to decide.
@Command(
        name = "propose",
        description = "propose a change to the members of a chain",
        footer = {
            "",
            "Each takes --preview, which only shows what would change.",
            "",
            "Examples:",
            "  polder propose policy harbour policy.json --preview",
            "  polder propose admit harbour oslo --key berlin.key --as org:berlin",
            "  polder propose quota harbour contract:kv --per-day 1000",
            "  polder propose register oslo PUBLIC-KEY",
            "  polder propose cities harbour berlin hamburg kiel oslo",
            "  polder propose rollback harbour 14"
        })
final class ProposeCommand {
    /// The options of every proposal.
    static final class Bringing {
        @Mixin
        private Signing signing;

        @Option(names = "--preview", description = "only show what would change")
        private boolean preview;

        int in(String kind, Cbor... fields) {
            List<Cbor> all = new ArrayList<>(List.of(Cbor.of("kind"), Cbor.of(kind)));
            all.addAll(List.of(fields));
            Governing.propose(signing, preview, Cbor.map(all.toArray(Cbor[]::new)));
            return ExitCodes.DONE;
        }
    }

    @Command(name = "policy", description = "who may do what, and how many must agree; what is left out stays")
    int policy(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "FILE", description = "roles, functions, grants, thresholds, terms") Path file) {
        return bring.in("change-policy", Cbor.of("chain"), Cbor.of(chain), Cbor.of("policy"), Governing.read(file));
    }

    @Command(name = "admit", description = "make an organisation a member")
    int admit(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "ORGANISATION") String member) {
        return bring.in("admit-member", Cbor.of("chain"), Cbor.of(chain), Cbor.of("member"), Cbor.of(member));
    }

    @Command(name = "remove", description = "end a membership")
    int remove(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "ORGANISATION") String member) {
        return bring.in("remove-member", Cbor.of("chain"), Cbor.of(chain), Cbor.of("member"), Cbor.of(member));
    }

    /// What a quota limits; what is left out is not limited.
    static final class Limits {
        @Option(names = "--per-second", paramLabel = "N", description = "transactions in a second")
        private Long perSecond;

        @Option(names = "--per-day", paramLabel = "N", description = "transactions in a day")
        private Long perDay;

        @Option(names = "--bytes-per-day", paramLabel = "N", description = "bytes of transactions in a day")
        private Long bytesPerDay;

        @Option(names = "--gas-per-day", paramLabel = "N", description = "gas in a day")
        private Long gasPerDay;

        @Option(names = "--storage", paramLabel = "N", description = "bytes that stay")
        private Long storage;

        private Cbor map() {
            List<Cbor> pairs = new ArrayList<>();
            put(pairs, "transactionsPerSecond", perSecond);
            put(pairs, "transactionsPerDay", perDay);
            put(pairs, "bytesPerDay", bytesPerDay);
            put(pairs, "gasPerDay", gasPerDay);
            put(pairs, "storage", storage);
            if (pairs.isEmpty()) throw Failure.usage("a quota limits something", "Such as: --per-day 1000");
            return Cbor.map(pairs.toArray(Cbor[]::new));
        }

        private static void put(List<Cbor> pairs, String name, Long limit) {
            if (limit != null) pairs.addAll(List.of(Cbor.of(name), Cbor.of(limit)));
        }
    }

    @Command(name = "quota", description = "how much a sender or a contract may use on a chain")
    int quota(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "ADDRESS", description = "org:kiel, thing:DEHH008, contract:kv, anyone, strangers")
                    String subject,
            @Mixin Limits limits) {
        return bring.in(
                "set-quota",
                Cbor.of("chain"),
                Cbor.of(chain),
                Cbor.of("subject"),
                Cbor.of(subject),
                Cbor.of("quota"),
                limits.map());
    }

    @Command(name = "cities", description = "have a chain that names its cities kept by these from now on")
    int cities(
            @Mixin Bringing bring,
            @Parameters(index = "0", paramLabel = "CHAIN") String chain,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "CITY", description = "every city node, whole")
                    List<String> cities,
            @Option(names = "--engine", paramLabel = "ENGINE", description = "hashgraph, raft or solo; else as it is")
                    String engine) {
        List<Cbor> fields = new ArrayList<>(List.of(
                Cbor.of("chain"),
                Cbor.of(chain),
                Cbor.of("cities"),
                Cbor.array(cities.stream().map(Cbor::of).toList())));
        if (engine != null) fields.addAll(List.of(Cbor.of("engine"), Cbor.of(engine)));
        return bring.in("change-cities", fields.toArray(Cbor[]::new));
    }

    @Command(name = "register", description = "make an organisation known to the network")
    int register(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "ORGANISATION") String organisation,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "as `polder key show` says it") String key) {
        return bring.in(
                "register-organisation",
                Cbor.of("organisation"),
                Cbor.of(organisation),
                Cbor.of("key"),
                KeyRing.publicKey(key));
    }

    @Command(name = "suspend", description = "let an organisation and all that act for it do nothing more")
    int suspend(@Mixin Bringing bring, @Parameters(paramLabel = "ORGANISATION") String organisation) {
        return bring.in("suspend-organisation", Cbor.of("organisation"), Cbor.of(organisation));
    }

    @Command(name = "restore", description = "let a suspended organisation act again")
    int restore(@Mixin Bringing bring, @Parameters(paramLabel = "ORGANISATION") String organisation) {
        return bring.in("restore-organisation", Cbor.of("organisation"), Cbor.of(organisation));
    }

    @Command(name = "rollback", description = "take back what a proposal has changed")
    int rollback(
            @Mixin Bringing bring,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "NUMBER") long proposal) {
        return bring.in("roll-back", Cbor.of("chain"), Cbor.of(chain), Cbor.of("proposal"), Cbor.of(proposal));
    }
}
