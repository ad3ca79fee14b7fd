package io.polder.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The registry as the doors remember it. Whatever is remembered is forgotten after a block that changed the
/// registry, so a suspension takes effect with the next block.
final class Register implements AutoCloseable {
    static final int THINGS_MAX = 65_536;

    private record Remembered(long generation, Registration registration) {}

    private final ThingRegistry registry;
    private final AtomicLong generation = new AtomicLong();
    private final Map<String, Remembered> things = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > THINGS_MAX;
        }
    };
    private final ThingRegistry.Watch watch;

    Register(ThingRegistry registry) {
        this.registry = registry;
        this.watch = registry.watch(generation::incrementAndGet);
    }

    Optional<Registration> find(String thing) {
        // Read before the query: an answer that a block overtakes must not outlive that block.
        long now = generation.get();
        synchronized (things) {
            Remembered known = things.get(thing);
            if (known != null && known.generation == now) return Optional.of(known.registration);
        }
        Optional<Registration> found = registry.thing(thing);
        found.ifPresent(registration -> {
            synchronized (things) {
                things.put(thing, new Remembered(now, registration));
            }
        });
        return found;
    }

    @Override
    public void close() {
        watch.close();
    }
}
