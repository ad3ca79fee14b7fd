package io.polder.evm.rpc;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.api.node.ReadTokens;
import io.polder.evm.ledger.ChainNumber;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.Signature;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Messages by which a wallet proves its account (EIP-4361, signed as EIP-191 has it). A message is this city's own,
/// for
/// one account, chain and page, and is taken once, within five minutes. Nothing is kept before it comes back signed.
final class Challenges {
    static final Duration LIFE = Duration.ofMinutes(5);
    /// Messages that came back in the last five minutes.
    static final int USED_MAX = 65_536;

    private static final String PURPOSE = "polder wallet challenge 1";
    private static final int RANDOM_BYTES = 12;
    private static final int SEAL_BYTES = 16;
    private static final int SIGNATURE_BYTES = 65;
    private static final int RECOVERY = 27;
    private static final int MESSAGE_MAX = 2_048;
    private static final Secp256k1 CURVE = Secp256k1.best();
    private static final Pattern MESSAGE = Pattern.compile(
            "(?<page>[^ \\n]{1,300}) wants you to sign in with your Ethereum account:\\n"
                    + "(?<account>0x[0-9a-fA-F]{40})\\n.*\\nURI: (?<uri>[^\\n]{1,400})\\n.*"
                    + "Nonce: (?<random>[0-9a-f]{24})(?<seal>[0-9a-f]{32})\\n"
                    + "Issued At: (?<issued>[0-9TZ:.-]{1,40})\\n.*",
            Pattern.DOTALL);

    private final ReadTokens secret;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> used = new LinkedHashMap<>();

    Challenges(ReadTokens secret, InstantSource clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /// Who signs in to what from where: the host of the page, and the address of this door as the client names it.
    record Entrance(String page, String uri, Domain chain) {}

    /// A message to sign.
    String message(Entrance entrance, Address account) {
        byte[] chance = new byte[RANDOM_BYTES];
        random.nextBytes(chance);
        Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String digits = HexFormat.of().formatHex(chance);
        String unsealed = text(entrance, account, digits, issued);
        return text(entrance, account, digits + seal(unsealed), issued);
    }

    private String seal(String unsealed) {
        return secret.seal(PURPOSE, Bytes.utf8(unsealed)).slice(0, SEAL_BYTES).toHex();
    }

    private static String text(Entrance entrance, Address account, String nonce, Instant issued) {
        return """
                %s wants you to sign in with your Ethereum account:
                %s

                Read the chain %s of the Polder network %s. This sends nothing and costs nothing.

                URI: %s
                Version: 1
                Chain ID: %d
                Nonce: %s
                Issued At: %s
                Expiration Time: %s""".formatted(
                        entrance.page,
                        checksummed(account),
                        entrance.chain.chain(),
                        entrance.chain.network().toString().substring(0, 16),
                        entrance.uri,
                        ChainNumber.of(entrance.chain),
                        nonce,
                        issued,
                        issued.plus(LIFE));
    }

    /// EIP-55: wallets look for it in such messages.
    static String checksummed(Address account) {
        String digits = account.toString().substring(2);
        String hash = HexFormat.of().formatHex(Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++)
            text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digits.charAt(i)) : digits.charAt(i));
        return text.toString();
    }

    /// The account that signed a message of this city for this chain and door, which from now on is used up.
    Address signer(String uri, Domain chain, String message, Bytes signature) {
        Matcher parts = MESSAGE.matcher(message);
        if (message.length() > MESSAGE_MAX || !parts.matches())
            throw refused("expected the message of POST …/evm/challenge, got another");
        Address account = Address.hex(parts.group("account"));
        Instant issued = instant(parts.group("issued"));
        Entrance entrance = new Entrance(parts.group("page"), uri, chain);
        String digits = parts.group("random");
        String seal = seal(text(entrance, account, digits, issued));
        boolean ours = MessageDigest.isEqual(
                        Bytes.utf8(seal).shared(),
                        Bytes.utf8(parts.group("seal")).shared())
                && message.equals(text(entrance, account, digits + seal, issued));
        if (!ours) throw refused("expected a message that this city made for this chain and address, got another");
        if (issued.plus(LIFE).isBefore(clock.instant())) throw refused("the message has run out: ask for another one");
        if (!signed(account, message, signature))
            throw refused("expected the signature of " + account + " over the message (EIP-191)");
        use(digits, issued.plus(LIFE));
        return account;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw refused("expected a time, got another text");
        }
    }

    private static boolean signed(Address account, String message, Bytes signature) {
        if (signature.size() != SIGNATURE_BYTES) return false;
        byte[] bytes = signature.toArray();
        int last = bytes[SIGNATURE_BYTES - 1] & 0xff;
        int parity = last >= RECOVERY ? last - RECOVERY : last;
        return Signature.of(parity, bytes)
                .signer(CURVE, hash(message))
                .filter(account::equals)
                .isPresent();
    }

    /// EIP-191, version 0x45.
    static byte[] hash(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("\u0019Ethereum Signed Message:\n".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
        return Keccak.hash(all.toByteArray());
    }

    private synchronized void use(String digits, Instant until) {
        Instant now = clock.instant();
        used.values().removeIf(end -> end.isBefore(now));
        if (used.size() >= USED_MAX) throw new Problem(Fault.BUSY, "too many sign in at once");
        if (used.putIfAbsent(digits, until) != null) throw refused("the message was used before: ask for another one");
    }

    private static Problem refused(String why) {
        return new Problem(Fault.BAD_SIGNATURE, why);
    }
}
