package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.evm.ledger.EvmCity;
import io.polder.evm.ledger.Wallet;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.word.Word;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.Await;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Wallets and people sign in to a consortium's chain whose policy lets some of them read.
class SignInTest {
    private static final String HARBOUR = "harbour";
    private static final Shifted CLOCK = new Shifted();
    private static final RpcCity CITY = new RpcCity(CLOCK, Origins.LOCAL);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Visitor VISITOR = new Visitor(CLIENT, CITY, CLOCK);
    private static final Wallet READER = CITY.city.wallet(41);
    private static final Wallet LEAVER = CITY.city.wallet(42);
    private static final Wallet STRANGER = CITY.city.wallet(43);
    private static final Address ADA = Address.person("ada");
    private static final Address BOB = Address.person("bob");
    private static final SigningKey BOBS = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final SigningKey ADAS = SigningKey.generate(Algorithm.ED25519, new SecureRandom());

    /// A clock that can be put forward.
    private static final class Shifted extends Clock {
        volatile Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @BeforeAll
    static void found() {
        authority(
                "authority",
                "add-operator",
                t("hamburg"),
                ADA.toCbor(),
                t("reader"),
                ADAS.publicKey().toCose());
        authority(
                "authority",
                "add-operator",
                t("hamburg"),
                BOB.toCbor(),
                t("reader"),
                BOBS.publicKey().toCose());
        Cbor charter = Cbor.map(
                t("name"), t(HARBOUR),
                t("category"), t("consortium"),
                t("members"), Cbor.array(t("hamburg")),
                t("policy"), policy(READER, LEAVER));
        authority("council", "propose", Cbor.map(t("kind"), t("found-chain"), t("charter"), charter));
        Await.until(
                Duration.ofSeconds(20),
                "the chain is there",
                () -> CITY.city.chains().find(HARBOUR).isPresent(),
                () -> HARBOUR);
    }

    @AfterAll
    static void close() {
        CITY.close();
        CLIENT.shutdownNow();
    }

    @AfterEach
    void now() {
        CLOCK.ahead = Duration.ZERO;
    }

    private static Cbor t(String text) {
        return Cbor.of(text);
    }

    private static Cbor policy(Wallet... readers) {
        List<Cbor> who = new ArrayList<>(List.of(ADA.toCbor(), BOB.toCbor()));
        for (Wallet each : readers) who.add(each.identity().toCbor());
        return Cbor.map(
                t("roles"), Cbor.map(t("reader"), Cbor.array(who), t("member"), Cbor.array(t("members"))),
                t("functions"),
                        Cbor.map(
                                t("read"), Cbor.map(t("kind"), t("query")),
                                t("write"), Cbor.map(t("kind"), t("invoke"))),
                t("grants"),
                        Cbor.map(
                                t("reader"), Cbor.array(t("read")),
                                t("member"), Cbor.array(t("read"), t("write"))));
    }

    private static void authority(String contract, String method, Cbor... arguments) {
        Call call = new Call.Invoke(contract, method, Cbor.array(arguments));
        var done = CITY.city.done(ChainSpec.AUTHORITY, CITY.city.organisation(ChainSpec.AUTHORITY, call));
        assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    private static void refused(HttpResponse<String> response, int status, String why) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(why);
    }

    private static byte[] signed(Wallet wallet, String message) {
        return wallet.signHash(Challenges.hash(message));
    }

    @Test
    void a_wallet_that_signs_the_message_reads_by_header_and_by_path() {
        String message = VISITOR.challenge(HARBOUR, READER);
        assertThat(message)
                .startsWith(CITY.host() + " wants you to sign in with your Ethereum account:\n"
                        + Challenges.checksummed(READER.account()) + "\n\n")
                .contains("\nURI: http://" + CITY.address(HARBOUR) + "\nVersion: 1\nChain ID: ");
        HttpResponse<String> issued = VISITOR.signIn(HARBOUR, message, signed(READER, message));
        assertThat(Visitor.parse(issued).path("reader").asText())
                .isEqualTo(READER.identity().toString());
        String token = Visitor.parse(issued).path("token").asText();
        assertThat(VISITOR.ask(HARBOUR, token).body()).contains("\"parentHash\"");
        String path = Visitor.parse(issued).path("path").asText();
        assertThat(VISITOR.send("POST", path, Visitor.NEWEST).body()).contains("\"parentHash\"");
        assertThat(VISITOR.send("GET", "/v1/chains/" + HARBOUR + "/blocks", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void without_a_token_or_with_one_of_somebody_who_may_not_read_nothing_is_read() {
        refused(VISITOR.send("POST", Visitor.rpc(HARBOUR), Visitor.NEWEST), 401, "read by its members alone");
        refused(VISITOR.ask(HARBOUR, VISITOR.token(HARBOUR, STRANGER)), 401, "read by its members alone");
        refused(VISITOR.ask("nowhere", VISITOR.token("nowhere", STRANGER)), 404, "unknown-chain");
    }

    @Test
    void what_is_tried_on_a_private_chain_is_on_its_owner_s_record_by_request_and_by_socket() {
        String vault = "hamburg.vault";
        Cbor charter = Cbor.map(
                t("name"), t(vault),
                t("category"), t("private"),
                t("members"), Cbor.array(t("hamburg")));
        authority("council", "propose", Cbor.map(t("kind"), t("found-chain"), t("charter"), charter));
        for (String name : List.of(vault, "hamburg.nihil")) {
            String path = Visitor.rpc(name);
            refused(VISITOR.send("POST", path, Visitor.NEWEST), 404, "unknown-chain");
            refused(VISITOR.ask(name, VISITOR.token(name, STRANGER)), 404, "unknown-chain");
            assertThatThrownBy(() -> VISITOR.open(path, new Visitor.Ear()).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
        String nobody = Address.key(Hash.ZERO).toString();
        String path = Visitor.rpc(vault);
        assertThat(CITY.city.chains().attempts().of(vault))
                .extracting(kept -> kept.attempt().by() + " " + kept.attempt().asked())
                .containsExactly(
                        nobody + " POST " + path,
                        nobody + " POST " + path + "/challenge",
                        STRANGER.identity() + " POST " + path + "/token",
                        STRANGER.identity() + " POST " + path,
                        nobody + " GET " + path);
        assertThat(CITY.city.chains().attempts().of("hamburg.nihil")).isEmpty();
    }

    @Test
    void the_operator_reads_with_his_token() {
        assertThat(VISITOR.ask(HARBOUR, RpcCity.OPERATOR).statusCode()).isEqualTo(200);
        refused(VISITOR.ask(HARBOUR, "not " + RpcCity.OPERATOR), 401, "read by its members alone");
    }

    @Test
    void a_token_that_has_run_out_opens_nothing() {
        String token = VISITOR.token(HARBOUR, READER);
        CLOCK.ahead = Duration.ofHours(8).minusSeconds(30);
        assertThat(VISITOR.ask(HARBOUR, token).statusCode()).isEqualTo(200);
        CLOCK.ahead = Duration.ofHours(8).plusSeconds(30);
        refused(VISITOR.ask(HARBOUR, token), 401, "run out");
    }

    @Test
    void a_token_for_one_chain_opens_no_other() {
        String token = VISITOR.token(EvmCity.CLUB, READER);
        refused(VISITOR.ask(HARBOUR, token), 401, "for another");
        refused(VISITOR.ask("nowhere", token), 401, "for another");
    }

    @Test
    void a_forged_token_opens_nothing() {
        String token = VISITOR.token(HARBOUR, STRANGER);
        String readers = VISITOR.token(HARBOUR, READER);
        String mixed = readers.substring(0, readers.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
        refused(VISITOR.ask(HARBOUR, mixed), 401, "that this city has issued");
        refused(VISITOR.ask(HARBOUR, token.substring(0, token.length() - 2)), 401, "bad-token");
        refused(VISITOR.ask(HARBOUR, "read1." + "A".repeat(2_000) + ".A"), 401, "well formed");
        refused(VISITOR.ask(HARBOUR, "read1.$.$"), 401, "well formed");
        try (RpcCity other = new RpcCity()) {
            String foreign = new Visitor(CLIENT, other, CLOCK).token(HARBOUR, READER);
            refused(VISITOR.ask(HARBOUR, foreign), 401, "that this city has issued");
        }
    }

    @Test
    void no_character_of_a_token_or_a_message_may_be_another() {
        Random random = new Random(3);
        String token = VISITOR.token(HARBOUR, READER);
        for (int i = 0; i < 200; i++)
            assertThat(VISITOR.ask(HARBOUR, changed(token, random)).statusCode())
                    .isEqualTo(401);
        for (int last = 0; last < 4; last++) {
            String other = token.substring(0, token.length() - 1) + (char) (token.charAt(token.length() - 1) ^ last);
            assertThat(VISITOR.ask(HARBOUR, other).statusCode()).isEqualTo(last == 0 ? 200 : 401);
        }
        String message = VISITOR.challenge(HARBOUR, READER);
        for (int i = 0; i < 200; i++) {
            String other = changed(message, random);
            refused(VISITOR.signIn(HARBOUR, other, signed(READER, other)), 403, "bad-signature");
        }
        assertThat(VISITOR.signIn(HARBOUR, message, signed(READER, message)).statusCode())
                .isEqualTo(200);
    }

    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length());
        char other = (char) ('!' + random.nextInt(94));
        return text.substring(0, at) + (text.charAt(at) == other ? '~' : other) + text.substring(at + 1);
    }

    @Test
    void a_message_is_taken_once() {
        String message = VISITOR.challenge(HARBOUR, READER);
        assertThat(VISITOR.signIn(HARBOUR, message, signed(READER, message)).statusCode())
                .isEqualTo(200);
        refused(VISITOR.signIn(HARBOUR, message, signed(READER, message)), 403, "used before");
    }

    @Test
    void a_message_that_has_run_out_is_not_taken() {
        String message = VISITOR.challenge(HARBOUR, READER);
        CLOCK.ahead = Challenges.LIFE.plusSeconds(5);
        refused(VISITOR.signIn(HARBOUR, message, signed(READER, message)), 403, "run out");
    }

    @Test
    void a_message_that_this_city_did_not_make_for_this_chain_is_not_taken() {
        String message = VISITOR.challenge(HARBOUR, READER);
        List<String> others = List.of(
                message.replace(Challenges.checksummed(READER.account()), Challenges.checksummed(STRANGER.account())),
                message.replace(CITY.host() + " wants", "evil.example wants"),
                message.replace("Version: 1", "Version: 2"),
                message.replaceFirst("Chain ID: \\d+", "Chain ID: 1"),
                message.replaceFirst("Nonce: .", "Nonce: 0").replaceFirst("Nonce: ..", "Nonce: 01"),
                message + "\nResources:\n- evil",
                "sign this");
        for (String each : others)
            for (Wallet wallet : List.of(READER, STRANGER))
                refused(VISITOR.signIn(HARBOUR, each, signed(wallet, each)), 403, "bad-signature");
        refused(VISITOR.signIn(EvmCity.CLUB, message, signed(READER, message)), 403, "bad-signature");
    }

    @Test
    void only_the_account_s_own_strict_signature_counts() {
        String message = VISITOR.challenge(HARBOUR, READER);
        refused(VISITOR.signIn(HARBOUR, message, signed(STRANGER, message)), 403, "expected the signature of");
        byte[] high = signed(READER, message);
        BigInteger s = Word.of(high, 32, 32).toBigInteger();
        System.arraycopy(Word.of(Secp256k1.ORDER.toBigInteger().subtract(s)).toBytes(), 0, high, 32, 32);
        high[64] = (byte) (27 + 28 - high[64]);
        refused(VISITOR.signIn(HARBOUR, message, high), 403, "expected the signature of");
        refused(VISITOR.signIn(HARBOUR, message, new byte[65]), 403, "expected the signature of");
        refused(VISITOR.signIn(HARBOUR, message, new byte[64]), 400, "130 digits");
    }

    @Test
    void who_loses_the_right_to_read_loses_it_with_a_token_in_the_hand() throws Exception {
        String token = VISITOR.token(HARBOUR, LEAVER);
        Visitor.Ear ear = new Visitor.Ear();
        WebSocket socket =
                VISITOR.open(Visitor.rpc(HARBOUR) + "/as/" + token, ear).get(20, TimeUnit.SECONDS);
        socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}", true);
        assertThat(ear.heard.poll(20, TimeUnit.SECONDS)).contains("\"result\":\"0x");
        assertThat(VISITOR.ask(HARBOUR, token).statusCode()).isEqualTo(200);
        Cbor motion = Cbor.map(t("kind"), t("change-policy"), t("chain"), t(HARBOUR), t("policy"), policy(READER));
        authority("council", "propose", motion);
        refused(VISITOR.ask(HARBOUR, token), 401, "read by its members alone");
        Call call = new Call.Invoke("kv", "save", Cbor.array(t("key"), t("value")));
        CITY.city.done(HARBOUR, CITY.city.organisation(HARBOUR, call));
        assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(ear.heard).isEmpty();
    }

    @Test
    void somebody_whose_key_the_authority_chain_knows_signs_in_until_the_key_ends() {
        HttpResponse<String> issued = VISITOR.signedIn(HARBOUR, ADA, ADAS);
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
        String token = Visitor.parse(issued).path("token").asText();
        assertThat(VISITOR.ask(HARBOUR, token).body()).contains("\"parentHash\"");
        SigningKey other = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        refused(VISITOR.signedIn(HARBOUR, ADA, other), 403, "bad-signature");
        authority("authority", "remove-operator", ADA.toCbor());
        refused(VISITOR.ask(HARBOUR, token), 401, "no longer good");
        refused(VISITOR.signedIn(HARBOUR, ADA, ADAS), 403, "bad-signature");
    }

    @Test
    void a_socket_opened_by_a_signed_request_ends_with_its_key() throws Exception {
        Visitor.Ear ear = new Visitor.Ear();
        String path = Visitor.rpc(HARBOUR);
        WebSocket socket = VISITOR.open(path, ear, VISITOR.signature("GET", path, "", BOB, BOBS))
                .get(20, TimeUnit.SECONDS);
        socket.sendText(Visitor.NEWEST, true);
        assertThat(ear.heard.poll(20, TimeUnit.SECONDS)).contains("\"parentHash\"");
        authority("authority", "remove-operator", BOB.toCbor());
        socket.sendText(Visitor.NEWEST, true);
        assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(ear.heard).isEmpty();
    }

    @Test
    void a_token_in_a_path_is_not_shown_again() {
        String token = VISITOR.token(HARBOUR, STRANGER);
        HttpResponse<String> answer = VISITOR.send("POST", Visitor.rpc(HARBOUR) + "/as/" + token, Visitor.NEWEST);
        refused(answer, 401, Visitor.rpc(HARBOUR) + "/as/TOKEN");
        assertThat(answer.body()).doesNotContain(token);
    }

    @Test
    void a_socket_is_opened_with_a_token_and_ends_with_it() throws Exception {
        String token = VISITOR.token(HARBOUR, READER);
        Visitor.Ear ear = new Visitor.Ear();
        WebSocket socket = VISITOR.open(Visitor.rpc(HARBOUR), ear, "Authorization", "Bearer " + token)
                .get(20, TimeUnit.SECONDS);
        socket.sendText(Visitor.NEWEST, true);
        assertThat(ear.heard.poll(20, TimeUnit.SECONDS)).contains("\"parentHash\"");
        CLOCK.ahead = Duration.ofHours(9);
        socket.sendText(Visitor.NEWEST, true);
        assertThat(ear.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(ear.heard).isEmpty();
        assertThatThrownBy(() -> VISITOR.open(Visitor.rpc(HARBOUR) + "/as/" + token, new Visitor.Ear())
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() ->
                        VISITOR.open(Visitor.rpc(HARBOUR), new Visitor.Ear()).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }
}
