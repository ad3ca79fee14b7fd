package io.polder.raft;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;

/// What the engine keeps of the application at an index: the hash of its newest header, and the newest round's time in
/// epoch milliseconds. Everything else is the application's to fetch.
record Snapshot(Hash digest, long time) {
    private static final String KIND = "polder-raft-snapshot";
    private static final int FORMAT = 1;

    SingleFileSnapshotInfo write(SimpleStateMachineStorage storage, TermIndex at) throws IOException {
        Path file = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Bytes content = Cbor.array(Cbor.of(KIND), Cbor.of(FORMAT), Cbor.of(digest), Cbor.of(time))
                .encode();
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content.shared());
            while (rest.hasRemaining()) channel.write(rest);
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        MD5Hash checksum = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
        return new SingleFileSnapshotInfo(new FileInfo(file, checksum), at);
    }

    static Snapshot read(Path file) throws IOException {
        try {
            List<Cbor> items = Cbor.decode(Bytes.wrap(Files.readAllBytes(file))).asArray(4);
            if (!items.get(0).equals(Cbor.of(KIND)) || !items.get(1).equals(Cbor.of(FORMAT)))
                throw new RaftFailure("expected a snapshot of format " + FORMAT + " in " + file);
            return new Snapshot(items.get(2).asHash(), items.get(3).asCount());
        } catch (Malformed e) {
            throw new RaftFailure("cannot read the snapshot " + file, e);
        }
    }
}
