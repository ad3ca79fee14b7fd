package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Who acts for an organisation.
@Command(
        name = "person",
        description = "people who act for an organisation",
        footer = {
            "",
            "Examples:",
            "  polder person add ada PUBLIC-KEY --organisation kiel --role operator --key kiel.key --as org:kiel",
            "  polder person remove ada --key kiel.key --as org:kiel",
            "  polder person list kiel"
        })
final class PersonCommand {
    @Command(name = "add", description = "let somebody act for an organisation")
    int add(
            @Mixin Signing signing,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "as `polder key show` says it") String key,
            @Option(names = "--organisation", required = true, paramLabel = "NAME") String organisation,
            @Option(
                            names = "--role",
                            defaultValue = "reader",
                            paramLabel = "ROLE",
                            description = "admin, operator or reader (default: reader)")
                    String role,
            @Option(
                            names = "--use",
                            defaultValue = "sign",
                            paramLabel = "USE",
                            description = "sign, read, recover or hosted (default: sign)")
                    String use) {
        JsonNode answer = act(
                signing,
                "add-operator-for",
                Cbor.of(organisation),
                KeyRing.address("person:" + name),
                Cbor.of(role),
                KeyRing.publicKey(key),
                Cbor.of(use));
        signing.report(answer, "person:" + name + " acts for " + organisation + " as " + role);
        return ExitCodes.DONE;
    }

    @Command(name = "remove", description = "end that, and all keys of the person")
    int remove(@Mixin Signing signing, @Parameters(paramLabel = "NAME") String name) {
        JsonNode answer = act(signing, "remove-operator", KeyRing.address("person:" + name));
        signing.report(answer, "person:" + name + " removed");
        return ExitCodes.DONE;
    }

    @Command(name = "list", description = "list who acts for an organisation")
    int list(@Mixin AtNode node, @Parameters(paramLabel = "ORGANISATION") String organisation) {
        JsonNode all = KeyRing.ask(node, "operators", Cbor.of(organisation), Cbor.NULL, Cbor.of(KeyRing.PAGE));
        node.common()
                .say(
                        all,
                        KeyRing.stream(all)
                                .map(each -> each.path("operator").asText() + "  "
                                        + each.path("role").asText())
                                .toArray(String[]::new));
        return ExitCodes.DONE;
    }

    private static JsonNode act(Signing signing, String method, Cbor... arguments) {
        return signing.invoke(ChainSpec.AUTHORITY, new Call.Invoke("authority", method, Cbor.array(arguments)));
    }
}
