package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Shows what a state root says of one key: the leaf that holds it, or the two neighbours between which it is missing.
public sealed interface StateProof {
    /// The leaf's key: SHA-256 of the slot's name (`StateKey.hash`).
    Hash key();

    Cbor toCbor();

    static StateProof ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(4);
        StateProof proof = parts.get(1).equals(Cbor.NULL) || parts.get(1) instanceof Cbor.Array
                ? Absence.read(parts)
                : Existence.read(parts);
        if (!proof.toCbor().equals(cbor)) throw new Malformed("the one encoding of a proof", "another");
        return proof;
    }

    /// One level on the way up: the bit in which the two sides differ and the root of the other side.
    record Step(int depth, Hash sibling) {
        public Step {
            if (depth < 0 || depth > 255) throw new Malformed("a depth from 0 to 255", Integer.toString(depth));
        }
    }

    /// A leaf and its path, from the leaf up. Sides follow from the key: a bit of 1 lies right.
    record Existence(Hash key, Hash value, List<Step> path) implements StateProof {
        public Existence {
            path = List.copyOf(path);
            for (int i = 1; i < path.size(); i++) {
                if (path.get(i).depth() >= path.get(i - 1).depth())
                    throw new Malformed("depths that fall towards the root", path.toString());
            }
        }

        public Hash root() {
            StateHasher hasher = new StateHasher();
            Hash hash = hasher.leaf(key, value);
            for (Step step : path) {
                hash = StateHasher.right(key, step.depth())
                        ? hasher.inner(step.depth(), step.sibling(), hash)
                        : hasher.inner(step.depth(), hash, step.sibling());
            }
            return hash;
        }

        /// True if the state of this root holds the value hash (`Versioned.hash`) under the key.
        public boolean proves(Hash root, Hash key, Hash value) {
            return this.key.equals(key) && this.value.equals(value) && root().equals(root);
        }

        /// [key, value hash, depths, siblings]: one byte and one hash for each step.
        @Override
        public Cbor toCbor() {
            return Cbor.array(Cbor.of(key), Cbor.of(value), depths(path), siblings(path));
        }

        private static Existence read(List<Cbor> parts) {
            return new Existence(parts.get(0).asHash(), parts.get(1).asHash(), steps(parts.get(2), parts.get(3)));
        }
    }

    /// The nearest leaves before and after the key, side by side in the tree; one is missing at an end, both if the
    /// state is empty.
    record Absence(Hash key, Optional<Existence> left, Optional<Existence> right) implements StateProof {

        /// True if the state of this root holds nothing under the key.
        public boolean proves(Hash root, Hash key) {
            if (!this.key.equals(key)) return false;
            if (left.isEmpty() && right.isEmpty()) return root.equals(StateHasher.EMPTY);
            if (left.isPresent()
                    && (left.get().key.compareTo(key) >= 0
                            || !root.equals(left.get().root()))) return false;
            if (right.isPresent()
                    && (right.get().key.compareTo(key) <= 0
                            || !root.equals(right.get().root()))) return false;
            if (left.isEmpty()) return hugs(right.get(), right.get().path, false);
            if (right.isEmpty()) return hugs(left.get(), left.get().path, true);
            return adjacent(left.get(), right.get());
        }

        /// True if the leaf lies on the given side at each of the steps.
        private static boolean hugs(Existence leaf, List<Step> steps, boolean side) {
            return steps.stream().allMatch(step -> StateHasher.right(leaf.key, step.depth()) == side);
        }

        /// True if the paths part at one node, left and right of it, and hug each other below.
        private static boolean adjacent(Existence left, Existence right) {
            int shared = shared(left, right);
            int fork = left.path.size() - shared - 1;
            int other = right.path.size() - shared - 1;
            if (fork < 0 || other < 0) return false;
            int depth = left.path.get(fork).depth();
            return right.path.get(other).depth() == depth
                    && !StateHasher.right(left.key, depth)
                    && StateHasher.right(right.key, depth)
                    && hugs(left, left.path.subList(0, fork), true)
                    && hugs(right, right.path.subList(0, other), false);
        }

        /// How many steps at the root's end are the same on both paths, sides included.
        private static int shared(Existence left, Existence right) {
            int most = Math.min(left.path.size(), right.path.size());
            for (int i = 0; i < most; i++) {
                Step step = left.path.get(left.path.size() - 1 - i);
                boolean same = step.equals(right.path.get(right.path.size() - 1 - i))
                        && StateHasher.right(left.key, step.depth()) == StateHasher.right(right.key, step.depth());
                if (!same) return i;
            }
            return most;
        }

        /// [key, left, right, shared]: the neighbours as in an existence proof or null; where both are there, right
        /// leaves out the `shared` steps at the root's end that are the same as left's.
        @Override
        public Cbor toCbor() {
            int shared = left.isPresent() && right.isPresent() ? shared(left.get(), right.get()) : 0;
            Cbor rest = right.map(r -> Cbor.array(
                            Cbor.of(r.key),
                            Cbor.of(r.value),
                            depths(r.path.subList(0, r.path.size() - shared)),
                            siblings(r.path.subList(0, r.path.size() - shared))))
                    .orElse(Cbor.NULL);
            return Cbor.array(Cbor.of(key), left.map(Existence::toCbor).orElse(Cbor.NULL), rest, Cbor.of(shared));
        }

        private static Absence read(List<Cbor> parts) {
            Hash key = parts.get(0).asHash();
            long shared = parts.get(3).asCount();
            Optional<Existence> left = neighbour(parts.get(1), List.of());
            List<Step> path = left.map(Existence::path).orElse(List.of());
            if (shared > path.size()) throw new Malformed("at most " + path.size() + " shared steps", shared + "");
            List<Step> top = path.subList(path.size() - (int) shared, path.size());
            return new Absence(key, left, neighbour(parts.get(2), top));
        }

        private static Optional<Existence> neighbour(Cbor cbor, List<Step> top) {
            if (cbor.equals(Cbor.NULL)) return Optional.empty();
            List<Cbor> parts = cbor.asArray(4);
            List<Step> path = new ArrayList<>(steps(parts.get(2), parts.get(3)));
            path.addAll(top);
            return Optional.of(new Existence(parts.get(0).asHash(), parts.get(1).asHash(), path));
        }
    }

    private static Cbor depths(List<Step> path) {
        ByteBuffer depths = ByteBuffer.allocate(path.size());
        for (Step step : path) depths.put((byte) step.depth());
        return Cbor.of(Bytes.wrap(depths.array()));
    }

    private static Cbor siblings(List<Step> path) {
        return Cbor.of(
                Bytes.concat(path.stream().map(step -> step.sibling().bytes()).toArray(Bytes[]::new)));
    }

    private static List<Step> steps(Cbor depths, Cbor siblings) {
        Bytes bits = depths.asBytes();
        Bytes hashes = siblings.asBytes();
        if (hashes.size() != bits.size() * Hash.SIZE)
            throw new Malformed(bits.size() + " siblings of 32 bytes", hashes.size() + " bytes");
        List<Step> steps = new ArrayList<>(bits.size());
        for (int i = 0; i < bits.size(); i++)
            steps.add(new Step(bits.at(i) & 0xff, new Hash(hashes.slice(i * Hash.SIZE, (i + 1) * Hash.SIZE))));
        return steps;
    }
}
