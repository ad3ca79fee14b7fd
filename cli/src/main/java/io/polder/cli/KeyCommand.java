package io.polder.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.Address;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Keys of people, organisations and things.
@Command(
        name = "key",
        description = "make and show keys",
        footer = {"", "Examples:", "  polder key create hamburg.key", "  polder key show hamburg.key"})
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
