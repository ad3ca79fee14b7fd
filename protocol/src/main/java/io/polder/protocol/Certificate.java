package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The word of cities for a round record: their signatures by member number. It certifies when it holds valid ones of
/// more than two thirds of the roster. It is outside every hash, so any such subset is as good as another.
public record Certificate(SortedMap<Long, Bytes> signatures) {
    public Certificate {
        signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    }

    /// What a member signs: the COSE Sig_structure over the round record with the member's algorithm and name.
    public static Bytes toBeSigned(RoundRecord record, Member member) {
        return CoseSign1.toBeSigned(member.key().algorithm(), Bytes.utf8(member.name()), record.encode());
    }

    public static Bytes sign(RoundRecord record, Member member, SigningKey key) {
        return key.sign(toBeSigned(record, member));
    }

    /// Whether one member's signature holds.
    public static boolean holds(RoundRecord record, Member member, Bytes signature, Signatures signatures) {
        return signatures.check(member.key(), toBeSigned(record, member), signature) instanceof Verdict.Valid;
    }

    /// Why the certificate does not certify the record, or nothing when it does. Every signature in it must hold.
    public Optional<String> fault(RoundRecord record, Roster roster, Signatures checks) {
        if (!record.cluster().equals(roster.cluster()) || record.epoch() != roster.epoch())
            return Optional.of("the record is of cluster " + record.cluster() + " epoch " + record.epoch()
                    + ", the roster of " + roster.cluster() + " epoch " + roster.epoch());
        if (signatures.size() < roster.quorum())
            return Optional.of("expected the signatures of " + roster.quorum() + " cities, got " + signatures.size());
        for (Map.Entry<Long, Bytes> each : signatures.entrySet()) {
            var member = roster.member(each.getKey());
            if (member.isEmpty()) return Optional.of("member " + each.getKey() + " is not in the roster");
            if (!holds(record, member.get(), each.getValue(), checks))
                return Optional.of("the signature of " + member.get().name() + " does not hold");
        }
        return Optional.empty();
    }

    public Cbor toCbor() {
        return Cbor.array(signatures.entrySet().stream()
                .map(e -> Cbor.array(Cbor.of(e.getKey()), Cbor.of(e.getValue())))
                .toList());
    }

    public static Certificate of(Cbor item) {
        SortedMap<Long, Bytes> signatures = new TreeMap<>();
        for (Cbor each : item.asArray()) {
            List<Cbor> pair = each.asArray(2);
            long number = pair.get(0).asCount();
            if (!signatures.isEmpty() && signatures.lastKey() >= number)
                throw new Malformed("signatures in the order of member numbers", "disorder at " + number);
            signatures.put(number, pair.get(1).asBytes());
        }
        return new Certificate(signatures);
    }
}
