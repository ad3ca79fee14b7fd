package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A whole small network that a program of another language wrote by the specification alone.
class NetworkVectorsTest {
    private static final Vectors.Row ALL = Vectors.whole("network.json");
    private static final Genesis GENESIS = Genesis.decode(ALL.bytes("genesis"));

    static Stream<Vectors.Row> transactions() {
        return Vectors.rows("network.json", "transactions");
    }

    static Stream<Vectors.Row> headers() {
        return Vectors.rows("network.json", "headers");
    }

    static Stream<Vectors.Row> proofs() {
        return Vectors.rows("network.json", "proofs");
    }

    @Test
    void the_genesis_has_its_fingerprint_and_one_encoding() {
        assertThat(GENESIS.id().toHex()).isEqualTo(ALL.text("fingerprint"));
        assertThat(GENESIS.encode()).isEqualTo(ALL.bytes("genesis"));
        assertThat(GENESIS.limits()).isEqualTo(Limits.STANDARD);
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void a_transaction_has_its_id_and_its_leaf(Vectors.Row row) {
        Transaction transaction = Transaction.decode(row.bytes("wire"));
        assertThat(transaction.id().toHex()).isEqualTo(row.text("id"));
        assertThat(transaction.wire()).isEqualTo(row.bytes("wire"));
        Receipt receipt = Receipt.of(Cbor.decode(row.bytes("receipt")));
        assertThat(receipt.toCbor().encode()).isEqualTo(row.bytes("receipt"));
        assertThat(new Entry(transaction, receipt).leaf()).isEqualTo(row.bytes("leaf"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_has_its_hash(Vectors.Row row) {
        Header header = Header.decode(row.bytes("header"));
        assertThat(header.encode()).isEqualTo(row.bytes("header"));
        assertThat(header.hash().toHex()).isEqualTo(row.text("hash"));
    }

    @Test
    void a_round_is_certified_by_three_of_four() {
        Vectors.Row row = Vectors.rows("network.json", "records").findFirst().orElseThrow();
        RoundRecord record = RoundRecord.decode(row.bytes("record"));
        assertThat(record.encode()).isEqualTo(row.bytes("record"));
        Hash newest =
                Header.decode(headers().toList().getLast().bytes("header")).hash();
        assertThat(RoundRecord.chainsRoot(
                        new TreeMap<>(Map.of("authority", Hash.hex(row.text("authorityHeader")), "city", newest))))
                .isEqualTo(record.chainsRoot());
        Certificate certificate = Certificate.of(Cbor.decode(row.bytes("certificate")));
        assertThat(certificate.fault(record, GENESIS.roster(), Signatures.jdk()))
                .isEmpty();
        TreeMap<Long, Bytes> two = new TreeMap<>(certificate.signatures());
        two.pollFirstEntry();
        assertThat(new Certificate(two).fault(record, GENESIS.roster(), Signatures.jdk()))
                .isPresent();
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void a_proof_holds_in_both_forms_and_no_changed_byte_says_something_else(Vectors.Row row) {
        ProofFile file = ProofFile.decode(row.bytes("file"));
        Finding finding = file.check(GENESIS.id(), Signatures.jdk());
        assertThat(finding).as(finding.toString()).isInstanceOf(Finding.Holds.class);
        assertThat(ProofFile.ofJson(file.toJson().write())).isEqualTo(file);
        byte[] bytes = row.bytes("file").toArray();
        int step = row.toString().equals("reading") ? 1 : 7;
        for (int at = 0; at < bytes.length; at += step) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 << at % 8);
            try {
                Finding other = ProofFile.decode(Bytes.wrap(changed)).check(GENESIS.id(), Signatures.jdk());
                assertThat(other instanceof Finding.Fails || other.equals(finding))
                        .as("byte " + at + ": " + other)
                        .isTrue();
            } catch (Malformed refused) {
                assertThat(refused).hasMessageContaining("expected");
            }
        }
    }
}
