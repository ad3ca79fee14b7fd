package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Reads pages of one chain's state tree and keeps the newest of the top three levels in memory. Serves many threads.
final class Pages {
    /// How many levels of pages stay in memory.
    private static final int CACHED_LEVELS = 3;

    /// 1 + 16 + 256 pages.
    private static final int CACHED_MAX = 273;

    private final Reads reads;
    private final Space space;
    private final AtomicReferenceArray<Optional<Cached>> cache = new AtomicReferenceArray<>(CACHED_MAX);

    Pages(Reads reads, Space space) {
        this.reads = reads;
        this.space = space;
        for (int i = 0; i < CACHED_MAX; i++) cache.set(i, Optional.empty());
    }

    private record Cached(long version, Page page) {}

    /// The page at the first `depth` half-bytes of the key as the given height wrote it.
    Page load(Hash key, int depth, long version) {
        if (depth >= CACHED_LEVELS) return read(key, depth, version);
        Optional<Cached> cached = cache.get(slot(key, depth));
        if (cached.isPresent() && cached.get().version == version) return cached.get().page;
        Page page = read(key, depth, version);
        keep(key, depth, version, page);
        return page;
    }

    private Page read(Hash key, int depth, long version) {
        Bytes name = StateLayout.page(key, depth, version);
        return reads.get(space, name)
                .map(Page::decode)
                .orElseThrow(() -> new Corrupted(space, name, "a page of the state tree", "nothing"));
    }

    /// Remembers the page unless a newer one is known or it lies too deep.
    void keep(Hash key, int depth, long version, Page page) {
        if (depth >= CACHED_LEVELS) return;
        Optional<Cached> fresh = Optional.of(new Cached(version, page));
        cache.updateAndGet(slot(key, depth), old -> old.isPresent() && old.get().version > version ? old : fresh);
    }

    private static int slot(Hash key, int depth) {
        return switch (depth) {
            case 0 -> 0;
            case 1 -> 1 + Page.nibble(key, 0);
            default -> 17 + Page.nibble(key, 0) * Page.WIDTH + Page.nibble(key, 1);
        };
    }
}
