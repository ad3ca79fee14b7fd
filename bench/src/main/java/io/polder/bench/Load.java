package io.polder.bench;

import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Transactions that were signed beforehand, as they go over the wire. They lie in a file that is mapped, so that they
/// are no burden to the heap in which the cities live.
final class Load implements AutoCloseable {
    private static final int PART = 4_096;

    private final Arena arena;
    private final MemorySegment content;
    private final long[] ends;

    private Load(Arena arena, MemorySegment content, long[] ends) {
        this.arena = arena;
        this.content = content;
        this.ends = ends;
    }

    /// Signs on all cores.
    static Load sign(Path file, int count, IntFunction<Transaction> maker) {
        long[] ends = new long[count];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = 0;
            for (int from = 0; from < count; from += PART) {
                List<Bytes> part = IntStream.range(from, Math.min(count, from + PART))
                        .parallel()
                        .mapToObj(i -> maker.apply(i).wire())
                        .toList();
                for (int i = 0; i < part.size(); i++)
                    ends[from + i] = end += part.get(i).size();
                write(channel, Bytes.concat(part.toArray(Bytes[]::new)));
            }
            Arena arena = Arena.ofShared();
            return new Load(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, end, arena), ends);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the load in " + file, e);
        }
    }

    private static void write(FileChannel channel, Bytes bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.shared());
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    int count() {
        return ends.length;
    }

    /// The wire bytes of one transaction.
    Bytes wire(int number) {
        long from = number == 0 ? 0 : ends[number - 1];
        return Bytes.wrap(content.asSlice(from, ends[number] - from).toArray(ValueLayout.JAVA_BYTE));
    }

    double bytesEach() {
        return Arrays.stream(ends).max().orElse(0) / (double) Math.max(1, ends.length);
    }

    @Override
    public void close() {
        arena.close();
    }
}
