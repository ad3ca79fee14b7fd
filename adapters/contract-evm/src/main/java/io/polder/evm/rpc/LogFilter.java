package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which logs are wanted: of any of the addresses, with one of the topics at each place; an empty list asks nothing.
record LogFilter(List<Address> addresses, List<List<Word>> topics) {
    static final int ADDRESSES_MAX = 1_000;
    static final int TOPICS_MAX = 1_000;
    private static final int PLACES = 4;

    static LogFilter of(JsonNode node) {
        List<Address> addresses = new ArrayList<>();
        JsonNode address = node.path("address");
        if (address.isTextual()) addresses.add(Hex.address("address", address.textValue()));
        else if (address.isArray())
            for (JsonNode each : address) addresses.add(Hex.address("address", Parameters.text("address", each)));
        if (addresses.size() > ADDRESSES_MAX)
            throw new RpcError(RpcError.INVALID_PARAMS, "exceed max addresses: at most " + ADDRESSES_MAX);
        List<List<Word>> topics = new ArrayList<>();
        JsonNode places = node.path("topics");
        if (places.size() > PLACES) throw new RpcError(RpcError.INVALID_PARAMS, "exceed max topics: at most " + PLACES);
        for (JsonNode place : places) topics.add(place(place));
        return new LogFilter(List.copyOf(addresses), List.copyOf(topics));
    }

    private static List<Word> place(JsonNode place) {
        if (place.isNull()) return List.of();
        if (place.isTextual()) return List.of(Hex.hash("topic", place.textValue()));
        if (!place.isArray()) throw RpcError.params("topic", "a hash, a list of hashes or null", place.toString());
        if (place.size() > TOPICS_MAX)
            throw new RpcError(RpcError.INVALID_PARAMS, "exceed max topics: at most " + TOPICS_MAX + " in a place");
        List<Word> any = new ArrayList<>();
        for (JsonNode each : place) {
            // One null among the choices lets everything through.
            if (each.isNull()) return List.of();
            any.add(Hex.hash("topic", Parameters.text("topic", each)));
        }
        return List.copyOf(any);
    }

    boolean takes(LogEntry log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) return false;
        if (log.topics().size() < topics.size()) return false;
        for (int i = 0; i < topics.size(); i++)
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) return false;
        return true;
    }

    /// What the index is asked for: the part that most likely has the fewest logs.
    record Criterion(int part, List<Word> values) {}

    Optional<Criterion> best() {
        for (int place = topics.size() - 1; place > 0; place--)
            if (!topics.get(place).isEmpty()) return Optional.of(new Criterion(place + 1, topics.get(place)));
        if (!addresses.isEmpty())
            return Optional.of(
                    new Criterion(0, addresses.stream().map(Address::toWord).toList()));
        return topics.isEmpty() || topics.getFirst().isEmpty()
                ? Optional.empty()
                : Optional.of(new Criterion(1, topics.getFirst()));
    }
}
