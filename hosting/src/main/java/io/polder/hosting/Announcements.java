package io.polder.hosting;

import io.polder.contract.StateReader;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Ordering;
import io.polder.governance.council.Placement;
import io.polder.home.CityHome;
import io.polder.home.ClusterHome;
import io.polder.protocol.Call;
import io.polder.protocol.Member;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Says on the authority chain how this city takes part in clusters of chains of their own: once before one begins, and
/// for each epoch to come as soon as the one before has begun here, so that a decided change waits for nobody.
final class Announcements {
    /// What was said may still be on its way so long.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final CityHome home;
    private final Member self;
    private final Hosting.Voice voice;
    private final Map<String, Said> said = new HashMap<>();

    private record Said(Call call, long nanos) {}

    Announcements(CityHome home, Member self, Hosting.Voice voice) {
        this.home = home;
        this.self = self;
        this.voice = voice;
    }

    /// To a cluster that has not begun.
    void first(String cluster, Placement placement) {
        Bytes engineKey = Engines.publicPart(placement.ordering(), home.cluster(cluster), 0);
        Member.Doors doors = doors(cluster);
        say(
                cluster,
                "announce",
                Cbor.of(cluster),
                key().toCose(),
                Cbor.of(doors.gossip().toString()),
                Cbor.of(doors.sync().toString()),
                Cbor.of(engineKey));
    }

    /// For an epoch to come, unless the authority chain has heard just that.
    void ready(StateReader state, String cluster, long epoch, Ordering ordering) {
        ClusterHome place = home.cluster(cluster);
        Bytes engineKey = Engines.publicPart(ordering, place, epoch);
        Member.Doors doors = doors(cluster);
        Optional<Clusters.Ready> heard = Clusters.ready(state, cluster, epoch, self.name());
        if (heard.filter(h -> h.ordering() == ordering
                        && h.member().key().equals(key())
                        && h.member().doors().equals(doors)
                        && h.member().engineKey().equals(engineKey))
                .isPresent()) return;
        say(
                cluster,
                "ready",
                Cbor.of(cluster),
                Cbor.of(epoch),
                Cbor.of(ordering.text()),
                key().toCose(),
                Cbor.of(doors.gossip().toString()),
                Cbor.of(doors.sync().toString()),
                Cbor.of(engineKey));
    }

    private PublicKey key() {
        return home.cityKey().publicKey();
    }

    private Member.Doors doors(String cluster) {
        return home.cluster(cluster).doors(self.gossip().host());
    }

    private void say(String cluster, String method, Cbor... arguments) {
        Call call = new Call.Invoke(Clusters.NAME, method, Cbor.array(arguments));
        long now = System.nanoTime();
        Said before = said.get(cluster);
        if (before != null && before.call.equals(call) && now - before.nanos < AGAIN.toNanos()) return;
        said.put(cluster, new Said(call, now));
        voice.say(call);
    }
}
