package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A verifier of ICS-23 proofs for the tests, written from the standard and its vectors, which knows nothing of our
/// tree.
final class Ics23Verifier {
    private static final int DEPTH_DEFAULT = 128;

    private Ics23Verifier() {}

    record LeafOp(int hash, int prehashKey, int prehashValue, int length, Bytes prefix) {
        Bytes apply(Bytes key, Bytes value) {
            require(!key.isEmpty() && !value.isEmpty(), "a key and a value");
            return digest(hash, Bytes.concat(prefix, prepare(prehashKey, key), prepare(prehashValue, value)));
        }

        private Bytes prepare(int prehash, Bytes data) {
            Bytes hashed = prehash == 0 ? data : digest(prehash, data);
            return Bytes.concat(lengthOf(hashed), hashed);
        }

        private Bytes lengthOf(Bytes data) {
            ByteBuffer out = ByteBuffer.allocate(8);
            return switch (length) {
                case 0 -> Bytes.EMPTY;
                case 1 -> varint(data.size());
                case 3 -> Bytes.of(out.putInt(data.size()).array()).slice(0, 4);
                case 4 ->
                    Bytes.of(out.order(ByteOrder.LITTLE_ENDIAN)
                                    .putInt(data.size())
                                    .array())
                            .slice(0, 4);
                case 5 -> Bytes.of(out.putLong(data.size()).array());
                case 6 ->
                    Bytes.of(out.order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(data.size())
                            .array());
                case 7 -> exactly(32, data);
                case 8 -> exactly(64, data);
                default -> throw new Refused("a known length operation, not " + length);
            };
        }

        private static Bytes exactly(int size, Bytes data) {
            require(data.size() == size, size + " bytes");
            return Bytes.EMPTY;
        }

        void check(LeafOp spec) {
            require(
                    hash == spec.hash
                            && prehashKey == spec.prehashKey
                            && prehashValue == spec.prehashValue
                            && length == spec.length
                            && prefix.startsWith(spec.prefix),
                    "the leaf operation of the spec");
        }
    }

    record InnerOp(int hash, Bytes prefix, Bytes suffix) {
        Bytes apply(Bytes child) {
            require(!child.isEmpty(), "a child");
            return digest(hash, Bytes.concat(prefix, child, suffix));
        }

        void check(Spec spec) {
            InnerSpec inner = spec.inner;
            require(hash == inner.hash, "the inner hash of the spec");
            require(!prefix.startsWith(spec.leaf.prefix), "no leaf prefix in an inner node");
            require(prefix.size() >= inner.minPrefix, "a longer prefix");
            int leftMax = (inner.order.size() - 1) * inner.childSize;
            require(prefix.size() <= inner.maxPrefix + leftMax, "a shorter prefix");
            require(suffix.size() % inner.childSize == 0, "a suffix of whole children");
        }

        boolean at(InnerSpec spec, int branch) {
            int index = spec.order.indexOf(branch);
            int left = index * spec.childSize;
            return prefix.size() >= left + spec.minPrefix
                    && prefix.size() <= left + spec.maxPrefix
                    && suffix.size() == (spec.order.size() - 1 - index) * spec.childSize;
        }

        int branch(InnerSpec spec) {
            for (int branch = 0; branch < spec.order.size(); branch++) if (at(spec, branch)) return branch;
            throw new Refused("a place among the children");
        }

        /// True if all siblings to one side are the empty child.
        boolean alone(InnerSpec spec, boolean toTheLeft) {
            if (spec.emptyChild.isEmpty()) return false;
            int index = spec.order.indexOf(branch(spec));
            int siblings = toTheLeft ? index : spec.order.size() - 1 - index;
            Bytes side = toTheLeft ? prefix.slice(prefix.size() - siblings * spec.childSize, prefix.size()) : suffix;
            for (int i = 0; i < siblings; i++) {
                if (!side.slice(i * spec.childSize, (i + 1) * spec.childSize).equals(spec.emptyChild)) return false;
            }
            return siblings > 0;
        }
    }

    record InnerSpec(List<Integer> order, int childSize, int minPrefix, int maxPrefix, Bytes emptyChild, int hash) {}

    record Spec(LeafOp leaf, InnerSpec inner, int maxDepth, int minDepth, boolean hashesKeys) {
        /// What keys are ordered by.
        Bytes order(Bytes key) {
            return hashesKeys ? digest(leaf.prehashKey, key) : key;
        }
    }

    record Exist(Bytes key, Bytes value, Optional<LeafOp> leaf, List<InnerOp> path) {
        Bytes root() {
            Bytes hash = leaf.orElseThrow(() -> new Refused("a leaf operation")).apply(key, value);
            for (InnerOp inner : path) hash = inner.apply(hash);
            return hash;
        }

        void check(Spec spec) {
            leaf.orElseThrow(() -> new Refused("a leaf operation")).check(spec.leaf);
            int most = spec.maxDepth == 0 ? DEPTH_DEFAULT : spec.maxDepth;
            require(path.size() >= spec.minDepth && path.size() <= most, "a depth within the spec");
            path.forEach(inner -> inner.check(spec));
        }

        boolean verify(Spec spec, Bytes root) {
            check(spec);
            return root().equals(root);
        }
    }

    record NonExist(Bytes key, Optional<Exist> left, Optional<Exist> right) {
        boolean verify(Spec spec, Bytes root, Bytes missing) {
            require(left.isPresent() || right.isPresent(), "a neighbour");
            boolean sides = left.map(l ->
                                    l.verify(spec, root) && spec.order(l.key).compareTo(spec.order(missing)) < 0)
                            .orElse(true)
                    && right.map(r -> r.verify(spec, root) && spec.order(r.key).compareTo(spec.order(missing)) > 0)
                            .orElse(true);
            if (!sides) return false;
            if (left.isEmpty()) return hugs(spec.inner, right.get().path, true);
            if (right.isEmpty()) return hugs(spec.inner, left.get().path, false);
            return adjacent(spec.inner, left.get().path, right.get().path);
        }

        private static boolean hugs(InnerSpec spec, List<InnerOp> path, boolean left) {
            int branch = left ? 0 : spec.order.size() - 1;
            return path.stream().allMatch(step -> step.at(spec, branch) || step.alone(spec, left));
        }

        private static boolean adjacent(InnerSpec spec, List<InnerOp> left, List<InnerOp> right) {
            int l = left.size() - 1;
            int r = right.size() - 1;
            while (l >= 0 && r >= 0 && left.get(l).equals(right.get(r))) {
                l--;
                r--;
            }
            require(l >= 0 && r >= 0, "paths that part");
            return right.get(r).branch(spec) == left.get(l).branch(spec) + 1
                    && hugs(spec, left.subList(0, l), false)
                    && hugs(spec, right.subList(0, r), true);
        }
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String expected) {
            super("expected " + expected);
        }
    }

    static boolean member(Bytes proof, Spec spec, Bytes root, Bytes key, Bytes value) {
        try {
            Optional<Exist> exist = Protobuf.of(proof).message(1).map(Ics23Verifier::exist);
            return exist.isPresent()
                    && exist.get().verify(spec, root)
                    && exist.get().key.equals(key)
                    && exist.get().value.equals(value);
        } catch (Refused refused) {
            return false;
        }
    }

    static boolean missing(Bytes proof, Spec spec, Bytes root, Bytes key) {
        try {
            Optional<Protobuf> message = Protobuf.of(proof).message(2);
            if (message.isEmpty()) return false;
            return new NonExist(
                            message.get().bytes(1),
                            message.get().message(2).map(Ics23Verifier::exist),
                            message.get().message(3).map(Ics23Verifier::exist))
                    .verify(spec, root, key);
        } catch (Refused refused) {
            return false;
        }
    }

    private static Exist exist(Protobuf message) {
        List<InnerOp> path = new ArrayList<>();
        for (Protobuf step : message.messages(4)) path.add(new InnerOp(step.number(1), step.bytes(2), step.bytes(3)));
        return new Exist(message.bytes(1), message.bytes(2), message.message(3).map(Ics23Verifier::leaf), path);
    }

    private static LeafOp leaf(Protobuf message) {
        return new LeafOp(message.number(1), message.number(2), message.number(3), message.number(4), message.bytes(5));
    }

    static Spec spec(Bytes encoded) {
        Protobuf message = Protobuf.of(encoded);
        Protobuf inner = message.message(2).orElseThrow();
        List<Integer> order = new ArrayList<>();
        for (byte branch : inner.bytes(1).shared()) order.add((int) branch);
        return new Spec(
                leaf(message.message(1).orElseThrow()),
                new InnerSpec(
                        order, inner.number(2), inner.number(3), inner.number(4), inner.bytes(5), inner.number(6)),
                message.number(3),
                message.number(4),
                message.number(5) == 1);
    }

    static Bytes digest(int operation, Bytes data) {
        String name = switch (operation) {
            case 1 -> "SHA-256";
            case 2 -> "SHA-512";
            case 6 -> "SHA-512/256";
            default -> throw new Refused("a hash this JDK has, not " + operation);
        };
        try {
            return Bytes.wrap(MessageDigest.getInstance(name).digest(data.shared()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) out.write(rest & 0x7f | 0x80);
        out.write(rest);
        return Bytes.wrap(out.toByteArray());
    }

    private static void require(boolean holds, String expected) {
        if (!holds) throw new Refused(expected);
    }
}
