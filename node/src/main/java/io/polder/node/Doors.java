package io.polder.node;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.ApiServer;
import io.polder.api.ApiSettings;
import io.polder.api.LocalNode;
import io.polder.api.http.Bounds;
import io.polder.api.node.Access;
import io.polder.api.node.NodeStatus.PeerState;
import io.polder.api.node.ReadTokens;
import io.polder.chain.Chain;
import io.polder.chain.Chains;
import io.polder.chain.OrderCluster;
import io.polder.devicehttp.HttpDoor;
import io.polder.devicehttp.HttpSettings;
import io.polder.evm.rpc.EthereumDoor;
import io.polder.evm.rpc.Origins;
import io.polder.gateway.ChainDoor;
import io.polder.gateway.City;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Gateway;
import io.polder.gateway.Route;
import io.polder.gateway.ThingRegistry;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.hosting.Rounds;
import io.polder.mqtt.MqttDoor;
import io.polder.mqtt.MqttSettings;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Founding;
import io.polder.protocol.Member;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncServer;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The doors of a city: HTTP for people and programs, MQTT and HTTP for devices.
record Doors(Vertx vertx, ApiServer api, List<DeviceProtocol> devices, Gateway gateway, SyncServer sync)
        implements AutoCloseable {
    private static final String VERSION = "0.1.0";

    /// Which city it is, and the cluster whose rounds it gives to the others.
    record Place(Member self, OrderCluster cluster) {}

    static Doors open(CityHome home, Chains chains, SyncIdentity identity, Place place) {
        Member self = place.self;
        CityConfig.Doors config = home.config().doors();
        Clock clock = Clock.systemUTC();
        Chain city = chains.find(Founding.PUBLIC_CHAIN).orElseThrow();
        Chain authority = chains.find(ChainSpec.AUTHORITY).orElseThrow();
        Gateway gateway = new Gateway(
                new City(self.name(), home.cityKey(), home.gatewaySecret()),
                List.of(Route.open(city.name()), Route.open(authority.name())),
                new Gateway.Ledgers(
                        List.of(ChainDoor.of(city), ChainDoor.of(authority)),
                        ThingRegistry.of(authority),
                        name -> chains.find(name).map(ChainDoor::of),
                        chains.attempts()),
                io.polder.gateway.Bounds.STANDARD,
                clock);
        Vertx vertx = Vertx.vertx();
        List<DeviceProtocol> devices = List.of(
                new MqttDoor(vertx, MqttSettings.loopback(config.mqtt())),
                new HttpDoor(vertx, HttpSettings.loopback(config.http())));
        devices.forEach(d -> d.start(gateway));
        ApiSettings settings =
                new ApiSettings(config.bind(), config.api(), Optional.of(home.operatorToken()), Bounds.STANDARD);
        LocalNode node = new LocalNode(
                chains,
                new LocalNode.Identity(self.name(), self.city(), VERSION, clock.millis()),
                status -> chains.clusters().stream()
                        .filter(c -> c.name().equals(status.cluster()))
                        .flatMap(c -> c.roster().members().stream())
                        .filter(m -> !m.name().equals(self.name()))
                        .map(m ->
                                new PeerState(m.name(), m.city(), status.heard().getOrDefault(m.number(), -1L)))
                        .toList());
        ReadTokens tokens = new ReadTokens(home.gatewaySecret(), clock);
        EthereumDoor evm = new EthereumDoor(
                new Access(node, settings.operatorToken(), clock, tokens),
                new Origins(config.origins()),
                chains,
                clock);
        ApiServer.Subject subject = new ApiServer.Subject(
                node, Optional.of(new Desk(home, chains, self, clock)), List.of(evm), clock, tokens);
        return new Doors(
                vertx,
                ApiServer.open(vertx, settings, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), subject),
                devices,
                gateway,
                SyncServer.open(vertx, self.sync().host(), self.sync().port(), identity, new Rounds(place.cluster)));
    }

    @Override
    public void close() {
        sync.close();
        api.close();
        devices.forEach(DeviceProtocol::close);
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
