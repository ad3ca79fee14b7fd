package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.home.HardwareKey;
import io.polder.protocol.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a city's or an organisation's key inside a hardware module.
@Command(
        name = "hsm",
        description = "make the city's or the organisation's key inside a PKCS#11 module, before `polder init`",
        footer = {
            "",
            "The key is of P-256 and never leaves the module. The PIN is in a variable or a file, never here.",
            "",
            "Examples:",
            "  polder hsm city --dir hamburg --library /usr/lib/softhsm/libsofthsm2.so --pin env:HSM_PIN",
            "  polder hsm organisation --dir hamburg --library /usr/lib/softhsm/libsofthsm2.so --pin file:pin",
            "  polder init --city hamburg --public-address polder.hamburg.example:7400"
        })
final class HsmCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "KEY", description = "city or organisation")
    private String name;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "the node's folder")
    private Path folder;

    @Option(names = "--library", required = true, paramLabel = "FILE", description = "the module's PKCS#11 library")
    private Path library;

    @Option(
            names = "--slot",
            paramLabel = "N",
            defaultValue = "0",
            description = "the index of its slot (${DEFAULT-VALUE})")
    private int slot;

    @Option(names = "--pin", required = true, paramLabel = "WHERE", description = "env:NAME or file:PATH")
    private String pin;

    @Override
    public Integer call() {
        if (!List.of(CityHome.CITY, CityHome.ORGANISATION).contains(name))
            throw Failure.usage("expected city or organisation, got " + name, "");
        Path file = new CityHome(folder).hardwareFile(name);
        if (Files.exists(file) || Files.exists(file.resolveSibling(name + ".key")))
            throw Failure.usage("the node has a key " + name + " already", "polder never replaces a key.");
        HardwareKey where = new HardwareKey(library.toAbsolutePath().toString(), slot, name, pin);
        try {
            SigningKey key = where.create(new SecureRandom());
            where.write(file);
            common.say(
                    Json.object()
                            .put("file", file.toString())
                            .put("thumbprint", key.publicKey().thumbprint().toHex()),
                    file + ": the key " + key.publicKey().thumbprint() + " in the module");
            return 0;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), "Is the module's slot initialised, and the PIN right?");
        }
    }
}
