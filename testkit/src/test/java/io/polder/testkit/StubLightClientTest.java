package io.polder.testkit;

import io.polder.interchain.LightClient;
import io.polder.interchain.Packet;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/// A foreign chain of one signer whose headers are a height, a root over packets and a signature, and its check.
class StubLightClientTest extends LightClientContract {
    private static final SigningKey SIGNER = FakeNetwork.key();
    private static final SigningKey STRANGER = FakeNetwork.key();
    private static final Packet PACKET = new Packet(
            new Packet.Port("foreign", "main", "bridge"),
            new Packet.Port("polder", "city", "bridge"),
            3,
            1_900_000_000_000L,
            Bytes.utf8("{\"water\":\"high\"}"));
    private static final List<Bytes> LEAVES =
            List.of(Bytes.utf8("one"), Bytes.utf8("two"), PACKET.commitment().bytes(), Bytes.utf8("four"));

    @Override
    protected LightClient client() {
        return new Stub();
    }

    @Override
    protected Sample sample() {
        List<Bytes> headers = new ArrayList<>();
        for (int height = 1; height <= 3; height++)
            headers.add(header(height, MerkleTree.root(LEAVES.subList(0, height)), SIGNER));
        Bytes trusted = Cbor.array(SIGNER.publicKey().toCose(), Cbor.of(0), Cbor.of(MerkleTree.EMPTY))
                .encode();
        return new Sample(
                trusted,
                headers,
                PACKET,
                MerkleTree.inclusion(LEAVES.subList(0, 3), 2).toCbor().encode(),
                header(1, MerkleTree.root(LEAVES.subList(0, 1)), STRANGER),
                1_800_000_000_000L);
    }

    private static Bytes header(long height, Hash root, SigningKey key) {
        return Cbor.array(Cbor.of(height), Cbor.of(root), Cbor.of(key.sign(signed(height, root))))
                .encode();
    }

    private static Bytes signed(long height, Hash root) {
        return Cbor.array(Cbor.of(height), Cbor.of(root)).encode();
    }

    private record Stub() implements LightClient {
        @Override
        public String kind() {
            return "stub";
        }

        @Override
        public Judgement follow(Bytes trusted, Bytes header, long time) {
            try {
                List<Cbor> before = Cbor.decode(trusted).asArray(3);
                List<Cbor> next = Cbor.decode(header).asArray(3);
                long height = next.getFirst().asCount();
                if (height != before.get(1).asCount() + 1)
                    return new Judgement.Refused(
                            "the next height after " + before.get(1).asCount(), "" + height);
                Bytes signed = signed(height, next.get(1).asHash());
                PublicKey key = PublicKey.ofCose(before.getFirst());
                if (!(Signatures.jdk().check(key, signed, next.get(2).asBytes()) instanceof Verdict.Valid))
                    return new Judgement.Refused("the signature of the chain's key", "another one");
                return new Judgement.Holds(Cbor.array(before.getFirst(), Cbor.of(height), next.get(1))
                        .encode());
            } catch (Malformed e) {
                return new Judgement.Refused("a header of this chain", String.valueOf(e.getMessage()));
            }
        }

        @Override
        public Judgement holds(Bytes trusted, Packet packet, Bytes proof) {
            try {
                Hash root = Cbor.decode(trusted).asArray(3).get(2).asHash();
                InclusionPath path = InclusionPath.ofCbor(Cbor.decode(proof));
                return path.proves(packet.commitment().bytes(), root)
                        ? new Judgement.Holds(trusted)
                        : new Judgement.Refused("a path to " + root, "a path to another root");
            } catch (Malformed e) {
                return new Judgement.Refused("a path in the tree of packets", String.valueOf(e.getMessage()));
            }
        }
    }
}
