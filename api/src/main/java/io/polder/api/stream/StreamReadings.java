package io.polder.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.ReadingDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Frame;
import io.polder.protocol.Intent;
import io.polder.protocol.Origin;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What things measure, as it comes.
public record StreamReadings(Access access, Duration heartbeat) implements Operation {
    private record Readings(Optional<String> thing, Optional<String> name) implements Items {
        @Override
        public String event() {
            return "reading";
        }

        @Override
        public List<Optional<ObjectNode>> of(Block block) {
            List<Optional<ObjectNode>> all = new ArrayList<>();
            for (Entry entry : block.entries())
                if (entry.receipt().outcome().succeeded())
                    switch (entry.transaction()) {
                        case Transaction.DeviceFrame(var raw, var signed, Frame frame, var id) -> {
                            Origin origin = frame.proxied() ? Origin.PROXIED : Origin.FRAME;
                            for (int i = 0; i < frame.readings().size(); i++)
                                all.add(document(
                                        block,
                                        entry,
                                        new Said(
                                                frame.sender(),
                                                origin,
                                                frame.readings().get(i),
                                                i)));
                        }
                        case Transaction.Cose(var raw, var signed, Intent intent, var id)
                        when single(intent.call()) instanceof Optional<Bytes> one && one.isPresent() ->
                            all.add(document(block, entry, new Said(intent.sender(), Origin.SIGNED, one.get(), 0)));
                        default -> {
                            // Not a reading.
                        }
                    }
            return all;
        }

        /// Who said which reading, and its place in the transaction.
        private record Said(Address sender, Origin origin, Bytes reading, int index) {}

        /// The reading of a call of `readings.put`.
        private static Optional<Bytes> single(Call call) {
            return call instanceof Call.Invoke(String contract, String method, Cbor arguments)
                            && contract.equals("readings")
                            && method.equals("put")
                    ? Optional.of(arguments.asArray(1).getFirst().asBytes())
                    : Optional.empty();
        }

        private Optional<ObjectNode> document(Block block, Entry entry, Said said) {
            Reading reading = Reading.decode(said.reading);
            String thing = reading.thing().orElse(said.sender.name());
            if (!this.thing.map(thing::equals).orElse(true)) return Optional.empty();
            if (!name.map(reading.name()::equals).orElse(true)) return Optional.empty();
            return Optional.of(ReadingDocument.reading(reading)
                    .put("thing", thing)
                    .put("origin", said.origin.text())
                    .put("transaction", entry.transaction().id().toHex())
                    .put("index", said.index)
                    .put("height", block.header().height())
                    .put("blockTime", block.header().time()));
        }
    }

    @Override
    public Description description() {
        return Streams.describe(
                        Description.get("/v1/chains/{chain}/readings/stream", "streamReadings", "streams")
                                .says("Streams readings."),
                        "reading")
                .takes(
                        Parameter.query("thing", Schema.text("only of this thing")),
                        Parameter.query("name", Schema.text("only of this name")));
    }

    @Override
    public Reply handle(Request request) {
        return new Streams(access, heartbeat)
                .open(request, new Readings(request.query("thing"), request.query("name")));
    }
}
