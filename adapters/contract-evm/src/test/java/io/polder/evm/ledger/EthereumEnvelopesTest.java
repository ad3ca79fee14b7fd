package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.EnvelopeReader.Opened;
import io.polder.contract.EnvelopeReader.Turn;
import io.polder.evm.fork.Fork;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Word;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Intent;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EthereumEnvelopesTest {
    private static final Domain CITY = new Domain(Hash.of(Bytes.utf8("network")), "city");
    private final EthereumEnvelopes reader = new EthereumEnvelopes(EvmRules.standard(7));
    private final Wallet alice = new Wallet(1, CITY);

    private static Payload payload(long nonce, long gas) {
        return new Payload(nonce, gas, Optional.empty(), Word.ZERO, new byte[] {0});
    }

    private Opened open(Transaction transaction) {
        return reader.open(transaction, CITY);
    }

    private Intent intent(Transaction transaction) {
        return ((Opened.Read) open(transaction)).intent();
    }

    private static DynamicFee decoded(Transaction signed) {
        return (DynamicFee)
                ((Decoded.Valid) TransactionCodec.decode(signed.raw().shared())).transaction();
    }

    @Test
    void the_chain_id_follows_from_network_and_name() {
        assertThat(ChainNumber.of(CITY)).isBetween(1L << 47, (1L << 48) - 1);
        assertThat(ChainNumber.of(new Domain(CITY.network(), "other"))).isNotEqualTo(ChainNumber.of(CITY));
        assertThat(ChainNumber.of(new Domain(Hash.ZERO, "city"))).isNotEqualTo(ChainNumber.of(CITY));
    }

    @Test
    void what_a_wallet_signed_names_its_account() {
        Intent intent = intent(alice.send(Optional.empty(), new byte[] {0}));
        assertThat(intent.sender()).hasToString("evm:" + alice.account());
        assertThat(intent.domain()).isEqualTo(CITY);
    }

    @Test
    void a_signature_for_another_chain_is_refused() {
        Transaction foreign = new Wallet(1, new Domain(Hash.ZERO, "city")).send(Optional.empty(), new byte[] {0});
        assertThat(open(foreign)).isInstanceOf(Opened.Unreadable.class);
    }

    @Test
    void a_signature_for_any_chain_is_refused() {
        Legacy anywhere =
                new Legacy(Optional.empty(), Word.ZERO, payload(0, 100_000), new Signature(0, Word.ONE, Word.ONE));
        assertThat(open(Wallet.envelope(anywhere)))
                .isInstanceOfSatisfying(
                        Opened.Unreadable.class,
                        unreadable -> assertThat(unreadable.got()).isEqualTo("one for any chain"));
    }

    @Test
    void the_second_form_of_a_signature_is_refused() {
        DynamicFee signed = decoded(alice.send(Optional.empty(), new byte[] {0}));
        Signature low = signed.signature();
        Signature high =
                new Signature(1 - low.parity(), low.r(), io.polder.evm.secp256k1.Secp256k1.ORDER.minus(low.s()));
        EthereumTransaction bent =
                new DynamicFee(signed.chain(), signed.fees(), signed.payload(), signed.accessList(), high);
        assertThat(open(Wallet.envelope(bent))).isInstanceOf(Opened.Unreadable.class);
    }

    @Test
    void blobs_are_refused_by_name() {
        DynamicFee signed = decoded(alice.send(Optional.empty(), new byte[] {0}));
        EthereumTransaction blobs = new EthereumTransaction.BlobCarrying(
                signed.chain(),
                signed.fees(),
                new Payload(0, 100_000, Optional.of(alice.account()), Word.ZERO, new byte[0]),
                signed.accessList(),
                new EthereumTransaction.Blobs(Word.ONE, java.util.List.of(Word.ONE)),
                signed.signature());
        assertThat(open(Wallet.envelope(blobs)))
                .isInstanceOfSatisfying(
                        Opened.Unreadable.class,
                        unreadable -> assertThat(unreadable.got()).contains("no blobs"));
    }

    @Test
    void init_code_beyond_its_bound_and_gas_below_the_least_are_refused() {
        byte[] large = new byte[49_153];
        assertThat(open(alice.sign(new Payload(0, 16_000_000, Optional.empty(), Word.ZERO, large))))
                .isInstanceOfSatisfying(
                        Opened.Unreadable.class,
                        unreadable -> assertThat(unreadable.got()).contains("INIT_CODE_TOO_LARGE"));
        assertThat(open(alice.sign(new Payload(0, 20_999, Optional.of(alice.account()), Word.ZERO, new byte[0]))))
                .isInstanceOfSatisfying(
                        Opened.Unreadable.class,
                        unreadable -> assertThat(unreadable.expected()).isEqualTo("at least 21000"));
    }

    @Test
    void too_much_gas_is_refused() {
        assertThat(open(alice.sign(payload(0, (1 << 24) + 1)))).isInstanceOf(Opened.Unreadable.class);
        EvmRules prague = new EvmRules(new TreeMap<>(Map.of(0L, Fork.PRAGUE)), Wallet.CURVE, 7);
        Intent greedy = intent(new EthereumEnvelopes(prague), alice.sign(payload(0, 60_000_000)));
        assertThat(new EthereumEnvelopes(prague).turn(greedy, (c, k) -> Optional.empty(), Limits.STANDARD))
                .isInstanceOfSatisfying(
                        Turn.Never.class, never -> assertThat(never.reason()).startsWith("exceeds block gas limit"));
    }

    private static Intent intent(EthereumEnvelopes reader, Transaction transaction) {
        return ((Opened.Read) reader.open(transaction, CITY)).intent();
    }

    @Test
    void a_nonce_ahead_waits_and_value_without_funds_never_goes() {
        Intent ahead = intent(alice.sign(payload(3, 100_000)));
        assertThat(reader.turn(ahead, (c, k) -> Optional.empty(), Limits.STANDARD))
                .isEqualTo(new Turn.Later(0));
        Intent paying =
                intent(alice.sign(new Payload(0, 100_000, Optional.of(alice.account()), Word.ONE, new byte[0])));
        assertThat(reader.turn(paying, (c, k) -> Optional.empty(), Limits.STANDARD))
                .isInstanceOfSatisfying(
                        Turn.Never.class, never -> assertThat(never.reason()).startsWith("insufficient funds"));
    }

    @Test
    void bent_bytes_are_unreadable_or_somebody_elses_and_never_an_error() {
        Random random = new Random(4);
        byte[] good = alice.send(Optional.empty(), new byte[300]).raw().toArray();
        for (int i = 0; i < 3_000; i++) {
            byte[] bent = good.clone();
            int flips = 1 + random.nextInt(3);
            for (int flip = 0; flip < flips; flip++)
                bent[random.nextInt(bent.length)] ^= (byte) (1 + random.nextInt(255));
            Opened opened = open(Transaction.decode(Envelope.ETHEREUM, Bytes.wrap(bent)));
            if (opened instanceof Opened.Read(Intent intent))
                assertThat(intent.sender()).isNotEqualTo(alice.identity());
        }
    }
}
