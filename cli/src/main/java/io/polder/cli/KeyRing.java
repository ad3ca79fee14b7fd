package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The keys of identities as the authority chain has them.
final class KeyRing {
    static final int PAGE = 100;
    private static final String AUTHORITY = "authority";

    private KeyRing() {}

    /// A key of an identity: until when (epoch milliseconds), what for, and whether it has ended.
    record Entry(String thumbprint, Optional<Long> until, String use, boolean revoked) {
        /// Whether its identity can still sign transactions with it then.
        boolean signsAt(long time) {
            return !revoked
                    && (use.equals("sign") || use.equals("hosted"))
                    && until.filter(u -> u <= time).isEmpty();
        }
    }

    static List<Entry> of(AtNode node, String address) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode key : ask(node, "keys", Cbor.of(address)))
            entries.add(new Entry(
                    hex(key.path("thumbprint")),
                    key.path("until").isNumber() ? Optional.of(key.path("until").asLong()) : Optional.empty(),
                    key.path("use").asText(),
                    key.path("revoked").asBoolean()));
        return entries;
    }

    /// All identities that the authority chain knows but things: organisations, who acts for them, cities.
    static List<String> identities(AtNode node) {
        List<String> all = new ArrayList<>();
        for (String organisation : names(node, "organisations", "organisation")) {
            all.add("org:" + organisation);
            Cbor after = Cbor.NULL;
            while (true) {
                JsonNode page = ask(node, "operators", Cbor.of(organisation), after, Cbor.of(PAGE));
                for (JsonNode each : page) all.add(each.path("operator").asText());
                if (page.size() < PAGE) break;
                after = Cbor.of(all.getLast());
            }
        }
        for (String city : names(node, "cities", "node")) all.add("city:" + city);
        return all;
    }

    private static List<String> names(AtNode node, String method, String field) {
        List<String> names = new ArrayList<>();
        Cbor after = Cbor.NULL;
        while (true) {
            JsonNode page = ask(node, method, after, Cbor.of(PAGE));
            for (JsonNode each : page) names.add(each.path(field).asText());
            if (page.size() < PAGE) return names;
            after = Cbor.of(names.getLast());
        }
    }

    static String hex(JsonNode bytes) {
        return HexFormat.of()
                .formatHex(Base64.getUrlDecoder().decode(bytes.path("$bytes").asText()));
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static JsonNode ask(AtNode node, String method, Cbor... arguments) {
        return Governing.ask(node, ChainSpec.AUTHORITY, AUTHORITY, method, arguments);
    }

    /// The sentence that says what an identity without a key cannot do.
    static String breaks(String address) {
        if (address.startsWith("org:"))
            return "it can neither vote, propose, enrol nor appoint: only a new key by vote";
        if (address.startsWith("city:"))
            return "its gateway's readings in batches are refused; consensus and certificates go on";
        return "it can sign nothing: its organisation gives it a new key";
    }

    static Cbor publicKey(String text) {
        try {
            Cbor cose = Cbor.decode(Bytes.wrap(Base64.getUrlDecoder().decode(text)));
            PublicKey.ofCose(cose);
            return cose;
        } catch (IllegalArgumentException | Malformed e) {
            throw Failure.usage("expected a public key as `polder key show` says it", "It is in base64url.");
        }
    }

    static Cbor thumbprint(String text) {
        if (!text.matches("[0-9a-f]{64}"))
            throw Failure.usage("expected a thumbprint of 64 hexadecimal digits", "`polder key list` shows them.");
        return Cbor.of(Bytes.hex(text));
    }

    static Cbor address(String text) {
        try {
            return Address.parse(text).toCbor();
        } catch (Malformed e) {
            throw Failure.usage(e.getMessage(), "Such as: org:hamburg, person:ada, city:berlin");
        }
    }

    /// A day (its beginning in UTC) or a moment as ISO 8601 writes them.
    static long time(String text) {
        try {
            Instant moment = text.length() == "2027-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return moment.toEpochMilli();
        } catch (DateTimeException e) {
            throw Failure.usage("expected a date such as 2027-01-01 or 2027-01-01T12:00:00Z, got " + text, "");
        }
    }
}
