package io.polder.gateway;

import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Follower;
import io.polder.chain.Follower.Notice;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/// The contract `things` on this node's authority chain.
record LocalRegistry(Chain authority) implements ThingRegistry {
    private static final String CONTRACT = "things";
    private static final Address DOOR = Address.key(Hash.ZERO);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    @Override
    public Optional<Registration> thing(String name) {
        Call.Invoke get = new Call.Invoke(CONTRACT, "get", Cbor.array(Cbor.of(name)));
        return switch (authority.query(get, DOOR, OptionalLong.empty(), OptionalLong.empty())) {
            case Answer.Found(long height, Cbor shown) -> Optional.of(registration(name, shown.asMap()));
            case Answer.Failed(String code, String detail, Bytes data)
            when code.equals("unknown-thing") -> Optional.empty();
            case Answer other -> throw new GatewayException("expected what things keeps of " + name + ", got " + other);
        };
    }

    /// The chain may be closed once this has returned.
    private static void end(Thread watcher) {
        try {
            watcher.join(PATIENCE.multipliedBy(4));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Registration registration(String name, Cbor.Dictionary shown) {
        Cbor thumbprint = field(shown, "thumbprint");
        return new Registration(
                name,
                Registration.State.valueOf(field(shown, "status").asText().toUpperCase(Locale.ROOT)),
                field(shown, "city").asText(),
                thumbprint.equals(Cbor.NULL) ? Optional.empty() : Optional.of(thumbprint.asHash()),
                field(shown, "proxied").asBool());
    }

    private static Cbor field(Cbor.Dictionary shown, String name) {
        return shown.find(Cbor.of(name))
                .orElseThrow(() -> new GatewayException("expected a thing with " + name + ", got none"));
    }

    /// Every block of the authority chain counts: they are few, and an organisation's matter as much as a thing's.
    @Override
    public Watch watch(Runnable changed) {
        AtomicBoolean closed = new AtomicBoolean();
        Follower follower =
                authority.follow(authority.head().map(Header::height).orElse(-1L) + 1);
        Thread watcher = Thread.ofVirtual().name("registry-watch").start(() -> {
            try (follower) {
                while (!closed.get())
                    if (follower.next(PATIENCE)
                            .filter(Notice.Final.class::isInstance)
                            .isPresent()) changed.run();
            }
        });
        return () -> {
            closed.set(true);
            end(watcher);
        };
    }
}
