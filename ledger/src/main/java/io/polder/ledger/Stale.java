package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Notes which entries of the store no height from a block's on reads, many in one entry: each by itself would be a
/// quarter of all that a block of transfers writes.
final class Stale {
    /// Notes in one entry.
    static final int NOTES_MAX = 512;

    private static final int HEAD = 1 + Integer.BYTES;

    private final Space space;
    private final long height;
    private final Batch batch;
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private int held;
    private int part;

    Stale(Space space, long height, Batch batch) {
        this.space = space;
        this.height = height;
        this.batch = batch;
    }

    /// What an entry was.
    enum Kind {
        PAGE,
        PAST,
        DELETED
    }

    /// An entry that is not read any more.
    record Note(Kind kind, Bytes key) {}

    void note(Kind kind, Bytes key) {
        notes.writeBytes(ByteBuffer.allocate(HEAD)
                .put((byte) kind.ordinal())
                .putInt(key.size())
                .array());
        notes.writeBytes(key.shared());
        if (++held == NOTES_MAX) write();
    }

    /// Adds the last notes to the batch.
    void close() {
        if (held > 0) write();
    }

    private void write() {
        batch.put(space, key(height, part++), Bytes.wrap(notes.toByteArray()));
        notes.reset();
        held = 0;
    }

    private static Bytes key(long height, int part) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(height)
                .putInt(part)
                .array());
    }

    /// The notes of an entry of the store.
    static List<Note> read(Space space, Entry entry) {
        List<Note> notes = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(entry.value().shared());
        try {
            while (in.hasRemaining()) {
                int kind = in.get();
                int size = in.getInt();
                if (kind < 0 || kind >= Kind.values().length || size < 0 || size > in.remaining())
                    throw new Corrupted(space, entry.key(), "a kind of stale entry and its key", kind + ", " + size);
                byte[] key = new byte[size];
                in.get(key);
                notes.add(new Note(Kind.values()[kind], Bytes.wrap(key)));
            }
        } catch (BufferUnderflowException e) {
            throw new Corrupted(space, entry.key(), "whole notes of stale entries", "an end in the middle of one");
        }
        return notes;
    }
}
