package io.polder.verifier;

import io.polder.protocol.encoding.Hash;
import java.util.Locale;
import java.util.Optional;

/// What a command line asks for.
sealed interface Request {
    String HELP = """
            Usage: polder verify PROOF --genesis FINGERPRINT|FILE [--json]

            Checks a proof of Polder on this machine alone: no node is asked, nothing is sent.

              PROOF        a proof file, in CBOR or JSON; - reads it from the standard input
              --genesis    the network that you trust: its fingerprint, 64 hexadecimal digits, or its genesis file.
                           Take it from its founders or from more than one source, never from the proof's giver.
              --json       answer in one line of JSON
              --help       show this

            Exit code: 0 true, 1 false, 2 unreadable or wrongly called.

            Examples:
              polder verify reading.proof --genesis 5f0c...e21a
              polder verify reading.json --genesis genesis.cbor --json
              curl -s https://city.example/proof | polder verify - --genesis genesis.cbor
            """;

    /// To be told how it is used.
    record Help() implements Request {}

    /// To check a proof.
    record Check(String proof, Known genesis, boolean json) implements Request {}

    /// How the user knows the network.
    sealed interface Known {
        /// By the SHA-256 of its genesis.
        record Fingerprint(Hash id) implements Known {}

        /// By its genesis.
        record InFile(String path) implements Known {}

        static Known of(String text) {
            return text.matches("[0-9a-fA-F]{64}")
                    ? new Fingerprint(Hash.hex(text.toLowerCase(Locale.ROOT)))
                    : new InFile(text);
        }
    }

    /// The command line cannot be understood.
    final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    static Request of(String... arguments) {
        Optional<String> proof = Optional.empty();
        Optional<Known> genesis = Optional.empty();
        boolean json = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) return new Help();
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.equals("--genesis")) {
                if (++i == arguments.length)
                    throw new Wrong("expected FINGERPRINT or FILE after --genesis, got nothing");
                genesis = once("--genesis", genesis, Known.of(arguments[i]));
            } else if (argument.startsWith("--genesis=")) {
                genesis = once("--genesis", genesis, Known.of(argument.substring("--genesis=".length())));
            } else if (argument.startsWith("-") && !argument.equals("-")) {
                throw new Wrong("expected --genesis, --json or --help, got " + argument);
            } else {
                proof = once("a proof", proof, argument);
            }
        }
        return new Check(
                proof.orElseThrow(() -> new Wrong("expected the file of a proof, got none")),
                genesis.orElseThrow(() -> new Wrong("expected --genesis FINGERPRINT or FILE, got none")),
                json);
    }

    private static <T> Optional<T> once(String what, Optional<T> before, T value) {
        if (before.isPresent()) throw new Wrong("expected " + what + " once, got two");
        return Optional.of(value);
    }
}
