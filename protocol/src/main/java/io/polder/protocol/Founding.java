package io.polder.protocol;

import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Makes the genesis that every founder finds by itself from the same city cards, in whatever order it got them.
public final class Founding {
    public static final String DEFAULT_CLUSTER = "main";
    public static final String PUBLIC_CHAIN = "city";

    private Founding() {}

    /// Members are numbered by name; the network begins at the time of the newest card.
    public static Genesis genesis(String network, List<CityCard> cards) {
        if (cards.isEmpty()) throw new Malformed("one city card or more", "none");
        List<CityCard> sorted = new ArrayList<>(cards);
        sorted.sort(Comparator.comparing(CityCard::name));
        TreeMap<String, Organisation> organisations = new TreeMap<>();
        List<Member> members = new ArrayList<>();
        for (CityCard card : sorted) {
            Organisation before = organisations.putIfAbsent(card.organisation().name(), card.organisation());
            if (before != null && !before.equals(card.organisation()))
                throw new Malformed("one key for organisation " + before.name(), "two");
            members.add(new Member(
                    members.size(),
                    card.name(),
                    new Member.Home(card.city(), card.organisation().name()),
                    card.key(),
                    card.doors(),
                    card.engineKey()));
        }
        long time = sorted.stream().mapToLong(CityCard::time).max().orElseThrow();
        return new Genesis(
                network,
                time,
                Limits.STANDARD,
                List.copyOf(organisations.values()),
                new Roster(DEFAULT_CLUSTER, 0, members),
                chains());
    }

    private static List<ChainSpec> chains() {
        List<Envelope> ours = List.of(Envelope.COSE, Envelope.FRAME, Envelope.ETHEREUM);
        return List.of(
                new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, DEFAULT_CLUSTER, List.of(Envelope.COSE)),
                new ChainSpec(PUBLIC_CHAIN, Category.PUBLIC, DEFAULT_CLUSTER, ours));
    }
}
