package io.polder.governance.council;

import io.polder.protocol.Names;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/// How many must say yes.
public sealed interface Threshold {
    /// One is enough.
    record Any() implements Threshold {}

    record Majority() implements Threshold {}

    record TwoThirds() implements Threshold {}

    record All() implements Threshold {}

    /// So many of those that are named, whatever the others say.
    record Named(int count, List<String> of) implements Threshold {
        public Named {
            of = List.copyOf(of);
            if (count < 1 || count > of.size() || of.stream().distinct().count() != of.size())
                throw new Malformed("N of N or more different names", count + " of " + of.size());
        }
    }

    /// Whether these are enough of a body of this size.
    default boolean met(Set<String> yes, int body) {
        return switch (this) {
            case Any() -> !yes.isEmpty();
            case Majority() -> 2 * yes.size() > body;
            case TwoThirds() -> body > 0 && 3 * yes.size() >= 2 * body;
            case All() -> body > 0 && yes.size() == body;
            case Named(int count, List<String> of) ->
                of.stream().filter(yes::contains).count() >= count;
        };
    }

    /// Whether these members could ever meet it.
    default boolean reachable(SortedSet<String> members) {
        return met(members, members.size());
    }

    /// True when one member by itself can meet it though there are others.
    default boolean oneAlone(int members) {
        return members > 1 && (this instanceof Any || this instanceof Named named && named.count == 1);
    }

    /// As people write it: `any`, `majority`, `two-thirds`, `all`, or `2 of hamburg, berlin, kiel`.
    default String text() {
        return switch (this) {
            case Any() -> "any";
            case Majority() -> "majority";
            case TwoThirds() -> "two-thirds";
            case All() -> "all";
            case Named(int count, List<String> of) -> count + " of " + String.join(", ", of);
        };
    }

    static Threshold parse(String text) {
        return switch (text) {
            case "any" -> new Any();
            case "majority" -> new Majority();
            case "two-thirds" -> new TwoThirds();
            case "all" -> new All();
            default -> named(text);
        };
    }

    private static Named named(String text) {
        int of = text.indexOf(" of ");
        if (of < 1 || of > 3 || !text.substring(0, of).chars().allMatch(c -> c >= '0' && c <= '9'))
            throw new Malformed("any, majority, two-thirds, all, or such as \"2 of a, b, c\"", "\"" + text + "\"");
        List<String> names = List.of(text.substring(of + 4).split(",", -1)).stream()
                .map(String::strip)
                .toList();
        if (names.size() > Charter.MEMBERS_MAX || !names.stream().allMatch(Names::valid))
            throw new Malformed("names of members", "\"" + text.substring(of + 4) + "\"");
        return new Named(Integer.parseInt(text.substring(0, of)), names);
    }
}
