package io.polder.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A fresh token of SoftHSM, a PKCS#11 module that needs no hardware.
record SoftToken(Path library, Path configuration, String pin) {
    static final String PIN_VARIABLE = "TOKEN_PIN";
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    static SoftToken in(Path folder) throws IOException, InterruptedException {
        Path library = LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected SoftHSM: apt-get install softhsm2"));
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Path configuration = Files.writeString(
                folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
        SoftToken token = new SoftToken(library, configuration, "8371");
        ProcessBuilder making = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "polder",
                        "--so-pin",
                        "1234",
                        "--pin",
                        token.pin)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("softhsm2.log").toFile());
        making.environment().putAll(token.environment());
        if (making.start().waitFor() != 0)
            throw new AssertionError("SoftHSM makes no token: " + Files.readString(folder.resolve("softhsm2.log")));
        return token;
    }

    Map<String, String> environment() {
        return Map.of("SOFTHSM2_CONF", configuration.toString(), PIN_VARIABLE, pin);
    }

    SoftToken withPin(String other) {
        return new SoftToken(library, configuration, other);
    }
}
