package io.polder.raft;

import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.security.TlsConf;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// A cluster and our settings in the engine's own words.
final class Wiring {
    private static final int SNAPSHOTS_KEPT = 2;
    private static final int CACHED_SEGMENTS_MAX = 2;
    /// A member whose machine slept comes back: it is no reason to close.
    private static final Duration SLEEP_MAX = Duration.ofDays(3_650);

    private final Cluster cluster;
    private final RaftSettings settings;

    Wiring(Cluster cluster, RaftSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    static RaftPeerId id(long member) {
        return RaftPeerId.valueOf("member-" + member);
    }

    /// A group of another epoch, cluster or network has another id, and its members refuse each other.
    RaftGroupId groupId() {
        Hash hash = Hash.of(Cbor.array(
                        Cbor.of("polder-raft-group"),
                        Cbor.of(cluster.network()),
                        Cbor.of(cluster.name()),
                        Cbor.of(cluster.epoch()),
                        Cbor.of(cluster.anchor()))
                .encode());
        ByteBuffer bytes = ByteBuffer.wrap(hash.bytes().shared());
        return RaftGroupId.valueOf(new UUID(bytes.getLong(), bytes.getLong()));
    }

    RaftGroup group() {
        List<RaftPeer> peers = cluster.peers().stream()
                .map(p -> RaftPeer.newBuilder()
                        .setId(id(p.number()))
                        .setAddress(address(p))
                        .build())
                .toList();
        return RaftGroup.valueOf(groupId(), peers);
    }

    private static String address(Peer peer) {
        String host = peer.host().contains(":") ? "[" + peer.host() + "]" : peer.host();
        return host + ":" + peer.port();
    }

    /// TLS on both sides, on the JDK's own provider, with the pinned certificates of this epoch.
    Parameters parameters(RaftKeys keys) {
        GrpcTlsConfig tls = GrpcTlsConfig.newBuilder()
                .setPrivateKey(new TlsConf.PrivateKeyConf(keys.key()))
                .setKeyCertificates(new TlsConf.CertificatesConf(keys.certificate()))
                .setTrustManager(new PinnedMembers(cluster))
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols("TLSv1.3")
                .build();
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        return parameters;
    }

    RaftProperties properties(long self, Path directory) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        RaftServerConfigKeys.setCloseThreshold(properties, time(SLEEP_MAX));
        GrpcConfigKeys.Server.setHost(properties, settings.bind());
        GrpcConfigKeys.Server.setPort(properties, cluster.peer(self).port());
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(settings.pace().silenceMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(settings.pace().silenceMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, time(settings.pace().silenceMin().dividedBy(4)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, time(settings.pace().silenceMin().dividedBy(2)));
        RaftClientConfigKeys.Rpc.setRequestTimeout(
                properties, time(settings.pace().silenceMax().multipliedBy(2)));
        keeping(properties);
        return properties;
    }

    private void keeping(RaftProperties properties) {
        RaftSettings.Keeping keeping = settings.keeping();
        SizeInBytes segment = SizeInBytes.valueOf(keeping.segmentBytes());
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, segment);
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(1 << 16));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(2 * Parcel.BYTES_MAX));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(4 * Parcel.BYTES_MAX));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS_MAX);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, keeping.entriesKept());
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, keeping.snapshotEvery());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
    }

    static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
