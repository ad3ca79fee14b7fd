package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// Writes state proofs as ICS-23 commitment proofs (protobuf of `cosmos.ics23.v1`), so that other ecosystems' verifiers
/// check them under one proof spec. Key and value are the two 32-byte hashes of the leaf.
public final class Ics23 {
    private static final int SHA256 = 1;
    private static final int REQUIRE_32_BYTES = 7;
    private static final int DEPTH_MAX = 256;

    private Ics23() {}

    /// The `ProofSpec` message of the state tree.
    public static Bytes spec() {
        Message inner = new Message()
                .bytes(1, new byte[] {0, 1}) // child_order, packed
                .number(2, Hash.SIZE) // child_size
                .number(3, 2) // min_prefix_length
                .number(4, 2) // max_prefix_length
                .number(6, SHA256);
        return new Message()
                .message(1, leaf())
                .message(2, inner)
                .number(3, DEPTH_MAX)
                .finish();
    }

    /// The `CommitmentProof` message; nothing for an empty state, which ICS-23 cannot speak of.
    public static Optional<Bytes> proof(StateProof proof) {
        return switch (proof) {
            case StateProof.Existence existence ->
                Optional.of(new Message().message(1, existence(existence)).finish());
            case StateProof.Absence absence
            when absence.left().isEmpty() && absence.right().isEmpty() -> Optional.empty();
            case StateProof.Absence absence -> {
                Message nonexist = new Message().bytes(1, absence.key().bytes().shared());
                absence.left().ifPresent(left -> nonexist.message(2, existence(left)));
                absence.right().ifPresent(right -> nonexist.message(3, existence(right)));
                yield Optional.of(new Message().message(2, nonexist).finish());
            }
        };
    }

    private static Message existence(StateProof.Existence proof) {
        Message message = new Message()
                .bytes(1, proof.key().bytes().shared())
                .bytes(2, proof.value().bytes().shared())
                .message(3, leaf());
        for (StateProof.Step step : proof.path()) {
            Bytes head = Bytes.of(StateHasher.INNER, (byte) step.depth());
            Bytes sibling = step.sibling().bytes();
            boolean right = StateHasher.right(proof.key(), step.depth());
            Message inner = new Message().number(1, SHA256);
            if (right) inner.bytes(2, Bytes.concat(head, sibling).shared());
            else inner.bytes(2, head.shared()).bytes(3, sibling.shared());
            message.message(4, inner);
        }
        return message;
    }

    /// `LeafOp`: no hashing of key and value before, both of 32 bytes.
    private static Message leaf() {
        return new Message().number(1, SHA256).number(4, REQUIRE_32_BYTES).bytes(5, new byte[] {StateHasher.LEAF});
    }

    /// A protobuf message in the making: fields in ascending order, defaults left out.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint(field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message message(int field, Message value) {
            return bytes(field, value.out.toByteArray());
        }

        Bytes finish() {
            return Bytes.wrap(out.toByteArray());
        }

        private void varint(int value) {
            int rest = value;
            for (; rest >= 0x80; rest >>>= 7) out.write(rest & 0x7f | 0x80);
            out.write(rest);
        }
    }
}
