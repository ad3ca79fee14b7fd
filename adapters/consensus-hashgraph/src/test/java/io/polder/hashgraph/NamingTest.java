package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamingTest {
    private static final Hash NETWORK = Hash.of(Bytes.utf8("network"));

    @Test
    void a_member_of_another_network_cluster_or_epoch_has_another_name() {
        List<Cluster> clusters = List.of(
                cluster(NETWORK, "all", 1, 0),
                cluster(NETWORK, "all", 2, 0),
                cluster(NETWORK, "harbour", 1, 0),
                cluster(Hash.ZERO, "all", 1, 0));
        List<Long> names = new ArrayList<>();
        for (Cluster cluster : clusters)
            for (long number : new long[] {0, 1})
                names.add(Naming.of(cluster).node(number).id());
        assertThat(names).doesNotHaveDuplicates().allMatch(id -> id >= 0);
    }

    @Test
    void a_number_survives_its_name() {
        Naming naming = Naming.of(cluster(NETWORK, "all", 1, 0));
        for (long number : new long[] {0, 1, 255, 65_535})
            assertThat(naming.number(naming.node(number))).isEqualTo(number);
    }

    @Test
    void numbers_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> Naming.of(cluster(NETWORK, "all", 1, 65_536))).isInstanceOf(HashgraphFailure.class);
        assertThatThrownBy(() -> Naming.of(cluster(NETWORK, "all", 1, -1))).isInstanceOf(HashgraphFailure.class);
    }

    @Test
    void the_epoch_is_in_the_version() {
        assertThat(List.of(1L, 2L, 1L << 31, 1L << 40))
                .extracting(
                        epoch -> Naming.of(cluster(NETWORK, "all", epoch, 0)).version())
                .doesNotHaveDuplicates();
    }

    @Test
    void the_roster_is_in_the_order_of_numbers_with_addresses_or_names() {
        Cluster cluster = new Cluster(
                NETWORK,
                "all",
                1,
                NETWORK,
                List.of(
                        new Peer(9, "b", "city.example", 2, Bytes.EMPTY),
                        new Peer(4, "a", "10.1.2.250", 1, Bytes.EMPTY)));
        var entries = Naming.of(cluster).roster().rosterEntries();
        assertThat(entries).extracting(e -> e.nodeId() & 0xffff).containsExactly(4L, 9L);
        assertThat(entries.get(0).gossipEndpoint().getFirst().ipAddressV4().toByteArray())
                .containsExactly(10, 1, 2, 250);
        assertThat(entries.get(1).gossipEndpoint().getFirst().domainName()).isEqualTo("city.example");
    }

    private static Cluster cluster(Hash network, String name, long epoch, long number) {
        return new Cluster(
                network, name, epoch, network, List.of(new Peer(number, "city", "127.0.0.1", 1, Bytes.EMPTY)));
    }
}
