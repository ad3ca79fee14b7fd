package io.polder.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.consensus.Status;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.FakeApplication;
import io.polder.testkit.TestCluster;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftTest {
    private static final int MEMBERS = 3;
    private static final String HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    @TempDir
    Path directory;

    private RaftFixture fixture(RaftSettings settings) {
        return RaftFixture.of(directory, MEMBERS, settings);
    }

    private static Bytes transaction(int number) {
        return Bytes.utf8("transaction " + number);
    }

    @Test
    void a_member_that_slept_too_long_is_handed_a_snapshot_and_fetches_the_blocks() {
        RaftSettings shortMemory = RaftSettings.standard().keeping(new RaftSettings.Keeping(4, 1, 4 << 10));
        try (TestCluster all = TestCluster.started(fixture(shortMemory), 1)) {
            all.submit(0, transaction(0));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            all.stop(2);
            FakeApplication left = all.application(2).afterPowerCut();
            int count = 40;
            for (int i = 1; i < count; i++) {
                // A block each, of such a size that the log's first files fill and go.
                all.submit(0, Bytes.utf8("transaction " + i + " ".repeat(2_000)));
                all.awaitTransactions(0, i + 1);
            }
            all.restart(2, left.fetchingFrom(all.application(0)));
            all.awaitStatus(2, Status.ACTIVE);
            all.submit(2, transaction(count));
            all.members().forEach(m -> all.awaitTransactions(m, count + 1));
            assertThat(all.application(2).restores()).isPositive();
            assertThat(all.application(2).blocks()).isEqualTo(all.application(0).blocks());
            assertThat(all.application(2).complaints()).isEmpty();
        }
    }

    @Test
    void without_a_majority_nothing_is_ordered_and_with_one_it_goes_on() {
        try (TestCluster all = TestCluster.started(fixture(RaftSettings.standard()), 1)) {
            all.submit(0, transaction(0));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            all.stop(1);
            all.stop(2);
            all.awaitStatus(0, Status.NO_QUORUM);
            all.restart(1, all.application(1).afterPowerCut());
            all.awaitStatus(0, Status.ACTIVE);
            all.submit(0, transaction(1));
            all.awaitTransactions(0, 2);
            all.awaitTransactions(1, 2);
            assertThat(all.application(1).blocks()).isEqualTo(all.application(0).blocks());
        }
    }

    @Test
    void only_a_member_of_the_epoch_gets_an_answer() throws IOException, GeneralSecurityException {
        RaftFixture fixture = fixture(RaftSettings.standard());
        try (TestCluster all = TestCluster.started(fixture, 1)) {
            Peer member = all.cluster().peer(1);
            RaftKeys own = fixture.keys().get(all.cluster().peer(0).engineKey());
            assertThat(answer(member, own)).isPositive();
            RaftKeys strange = RaftKeys.create(new SecureRandom());
            assertThatThrownBy(() -> answer(member, strange)).isInstanceOfAny(SSLException.class, IOException.class);
        }
    }

    /// The first byte that a member says to who shows these keys.
    private static int answer(Peer to, RaftKeys keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", keys.key(), new char[0], new Certificate[] {keys.certificate()});
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        Cluster one = new Cluster(Hash.ZERO, "one", 1, Hash.ZERO, List.of(to));
        context.init(own.getKeyManagers(), new TrustManager[] {new PinnedMembers(one)}, null);
        try (Socket plain = new Socket(to.host(), to.port());
                SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, to.host(), to.port(), true)) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(HTTP2_PREFACE.getBytes(StandardCharsets.US_ASCII));
            int first = socket.getInputStream().read();
            if (first < 0) throw new IOException("closed without a word");
            return first + 1;
        }
    }

    @Test
    void keys_are_kept_for_their_owner_alone_and_come_back_whole() throws IOException {
        RaftKeys made = RaftKeys.create(new SecureRandom());
        Path file = directory.resolve("engine.key");
        made.save(file);
        RaftKeys loaded = RaftKeys.load(file);
        assertThat(loaded.publicPart()).isEqualTo(made.publicPart());
        assertThat(loaded.key()).isEqualTo(made.key());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.write(file, new byte[] {1});
        assertThatThrownBy(() -> RaftKeys.load(file)).isInstanceOf(RaftFailure.class);
    }

    @Test
    void another_epoch_cluster_network_or_anchor_is_another_group() {
        List<Peer> peers = List.of(new Peer(0, "city", "127.0.0.1", 1_000, Bytes.EMPTY));
        Hash other = Hash.of(Bytes.utf8("other"));
        assertThat(List.of(
                                new Cluster(Hash.ZERO, "a", 1, Hash.ZERO, peers),
                                new Cluster(Hash.ZERO, "a", 2, Hash.ZERO, peers),
                                new Cluster(Hash.ZERO, "b", 1, Hash.ZERO, peers),
                                new Cluster(other, "a", 1, Hash.ZERO, peers),
                                new Cluster(Hash.ZERO, "a", 1, other, peers))
                        .stream()
                        .map(cluster -> new Wiring(cluster, RaftSettings.standard()).groupId())
                        .distinct())
                .hasSize(5);
    }

    @Test
    void more_than_half_must_run_and_none_may_lie() {
        RaftFixture five = RaftFixture.of(directory, 5, RaftSettings.standard());
        try (var engine = five.engine(five.found(1, Hash.ZERO), 0)) {
            assertThat(engine.faultBound().engine()).isEqualTo("raft");
            assertThat(engine.faultBound().crashed()).isEqualTo(2);
            assertThat(engine.faultBound().byzantine()).isZero();
        }
    }
}
