package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Keys of people, organisations and things.
@Command(
        name = "key",
        description = "make keys, and say which keys an identity has",
        footer = {
            "",
            "A key for recovery signs nothing else: keep it apart. It ends all others and brings in a new one.",
            "",
            "Examples:",
            "  polder key create hamburg.key",
            "  polder key show hamburg.key",
            "  polder key list org:hamburg",
            "  polder key add person:ada PUBLIC-KEY --until 2027-01-01 --key hamburg.key --as org:hamburg",
            "  polder key add org:hamburg PUBLIC-KEY --use recover --key hamburg.key --as org:hamburg",
            "  polder key recover NEW-PUBLIC-KEY --key safe.key --as org:hamburg",
            "  polder key check --at 2027-01-01"
        })
final class KeyCommand {
    @Command(name = "create", description = "make a key and keep it in a file that only you can read")
    int create(
            @Mixin Common common,
            @Parameters(paramLabel = "FILE", description = "the new key file") Path file,
            @Option(
                            names = "--algorithm",
                            defaultValue = "ed25519",
                            paramLabel = "NAME",
                            description = "ed25519, es256 or ml-dsa-65 (default: ed25519)")
                    String name) {
        Algorithm algorithm = switch (name) {
            case "ed25519" -> Algorithm.ED25519;
            case "es256" -> Algorithm.ES256;
            case "ml-dsa-65" -> Algorithm.ML_DSA_65;
            default -> throw Failure.usage("--algorithm: expected ed25519, es256 or ml-dsa-65, got " + name, "");
        };
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        SecretFile.writeKey(file, key);
        common.say(document(key).put("file", file.toString()), file + ": the key " + thumbprint(key));
        return ExitCodes.DONE;
    }

    @Command(name = "show", description = "show the public half of a key")
    int show(@Mixin Common common, @Parameters(paramLabel = "FILE", description = "the key file") Path file) {
        SigningKey key = SecretFile.readKey(file);
        ObjectNode document = document(key);
        common.say(
                document,
                "address     " + Address.key(key.publicKey().thumbprint()),
                "thumbprint  " + thumbprint(key),
                "algorithm   " + document.path("algorithm").asText(),
                "public key  " + document.path("publicKey").asText() + "  (COSE_Key, base64url)");
        return ExitCodes.DONE;
    }

    @Command(name = "list", description = "list the keys of an identity, as the network has them")
    int list(@Mixin AtNode node, @Parameters(paramLabel = "ADDRESS") String address) {
        ArrayNode document = JsonNodeFactory.instance.arrayNode();
        List<String> lines = new ArrayList<>();
        for (KeyRing.Entry key : KeyRing.of(node, address)) {
            String end =
                    key.until().map(u -> Instant.ofEpochMilli(u).toString()).orElse("");
            ObjectNode each = document.addObject()
                    .put("thumbprint", key.thumbprint())
                    .put("use", key.use())
                    .put("revoked", key.revoked());
            if (!end.isEmpty()) each.put("until", end);
            lines.add(key.thumbprint() + "  " + key.use()
                    + (end.isEmpty() ? "" : (key.revoked() ? "  ended " : "  until ") + end));
        }
        node.common().say(document, lines.toArray(String[]::new));
        return ExitCodes.DONE;
    }

    @Command(name = "add", description = "give an identity one more key")
    int add(
            @Mixin Signing signing,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "as `polder key show` says it") String key,
            @Option(
                            names = "--use",
                            defaultValue = "sign",
                            paramLabel = "USE",
                            description = "sign, read, recover or hosted (default: sign)")
                    String use,
            @Option(names = "--until", paramLabel = "DATE", description = "the key ends then") String until) {
        Cbor end = until == null ? Cbor.NULL : Cbor.of(KeyRing.time(until));
        return change(
                signing,
                "a key added for " + address,
                "add-key-for",
                KeyRing.address(address),
                KeyRing.publicKey(key),
                end,
                Cbor.of(use));
    }

    @Command(name = "rotate", description = "end a key of an identity and begin another")
    int rotate(
            @Mixin Signing signing,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "OLD", description = "its thumbprint") String old,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "the new one") String key) {
        return change(
                signing,
                "a new key for " + address,
                "rotate-key",
                KeyRing.address(address),
                KeyRing.thumbprint(old),
                KeyRing.publicKey(key));
    }

    @Command(name = "revoke", description = "end a key of an identity, for ever")
    int revoke(
            @Mixin Signing signing,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "THUMBPRINT") String thumbprint) {
        return change(
                signing,
                "a key of " + address + " ended",
                "revoke-key",
                KeyRing.address(address),
                KeyRing.thumbprint(thumbprint));
    }

    @Command(name = "recover", description = "with the recovery key: end all other keys and begin a new one")
    int recover(
            @Mixin Signing signing,
            @Parameters(paramLabel = "PUBLIC-KEY", description = "the new key") String key,
            @Option(names = "--next-recovery", paramLabel = "PUBLIC-KEY", description = "and a new recovery key")
                    String next) {
        return change(
                signing,
                "recovered",
                "recover",
                KeyRing.publicKey(key),
                next == null ? Cbor.NULL : KeyRing.publicKey(next));
    }

    private static int change(Signing signing, String done, String method, Cbor... arguments) {
        Call.Invoke call = new Call.Invoke("authority", method, Cbor.array(arguments));
        signing.report(signing.invoke(ChainSpec.AUTHORITY, call), done);
        return ExitCodes.DONE;
    }

    @Command(name = "check", description = "say what breaks on a date when keys lapse; changes nothing")
    int check(
            @Mixin AtNode node,
            @Option(names = "--at", required = true, paramLabel = "DATE", description = "such as 2027-01-01")
                    String at) {
        long time = KeyRing.time(at);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("at", at);
        ArrayNode lapses = document.putArray("lapses");
        List<String> lines = new ArrayList<>();
        int broken = 0;
        List<String> identities = KeyRing.identities(node);
        for (String identity : identities) {
            if (identity.startsWith("org:")) authorities(node, identity.substring(4), time, lapses, lines);
            List<KeyRing.Entry> keys = KeyRing.of(node, identity);
            long left = keys.stream().filter(k -> k.signsAt(time)).count();
            List<KeyRing.Entry> ended = keys.stream()
                    .filter(k ->
                            !k.revoked() && k.until().filter(u -> u <= time).isPresent())
                    .toList();
            if (ended.isEmpty()) continue;
            if (left == 0) broken++;
            ObjectNode lapse = lapses.addObject()
                    .put("identity", identity)
                    .put("left", left)
                    .put("breaks", left == 0);
            ended.forEach(k -> lapse.withArray("ended").add(k.thumbprint()));
            lines.add((left == 0 ? "BREAKS  " : "goes on ") + identity + ": " + ended.size() + " keys end, " + left
                    + " left" + (left == 0 ? ": " + KeyRing.breaks(identity) : ""));
        }
        document.put("identities", identities.size()).put("broken", broken).put("consensus", "goes on");
        lines.add(identities.size() + " identities looked at, " + broken
                + " could sign nothing on that day; consensus takes no end of a key into account and goes on");
        node.common().say(document, lines.toArray(String[]::new));
        return broken == 0 ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private static void authorities(AtNode node, String organisation, long time, ArrayNode lapses, List<String> lines) {
        for (JsonNode each : KeyRing.ask(node, "authorities", Cbor.of(organisation))) {
            if (each.path("until").asLong() >= time) continue;
            String authority = KeyRing.hex(each.path("thumbprint"));
            lapses.addObject().put("organisation", organisation).put("authority", authority);
            lines.add("ends    authority " + authority + " of org:" + organisation
                    + ": its certificates are taken no more; who is a person by one stays it until that ends");
        }
    }

    private static String thumbprint(SigningKey key) {
        return key.publicKey().thumbprint().toHex();
    }

    private static ObjectNode document(SigningKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("thumbprint", thumbprint(key))
                .put("address", Address.key(key.publicKey().thumbprint()).toString())
                .put("algorithm", key.publicKey().algorithm().name())
                .put(
                        "publicKey",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        key.publicKey().toCose().encode().shared()));
    }
}
