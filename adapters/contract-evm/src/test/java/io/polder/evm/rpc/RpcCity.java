package io.polder.evm.rpc;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.ApiServer;
import io.polder.api.ApiSettings;
import io.polder.api.LocalNode;
import io.polder.api.node.Access;
import io.polder.api.node.ReadTokens;
import io.polder.evm.ledger.EvmCity;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// A city with its HTTP door open on a free port of the loopback.
public final class RpcCity implements AutoCloseable {
    static final String OPERATOR = "the operator's own token";

    private final Vertx vertx = Vertx.vertx();
    public final EvmCity city = new EvmCity();
    final ReadTokens tokens;
    private final ApiServer server;

    public RpcCity() {
        this(Clock.systemUTC(), Origins.LOCAL);
    }

    RpcCity(Clock clock, Origins origins) {
        LocalNode node = new LocalNode(
                city.chains(),
                new LocalNode.Identity("hamburg", "Hamburg", "test", System.currentTimeMillis()),
                status -> List.of());
        tokens = ReadTokens.passing(clock);
        EthereumDoor door =
                new EthereumDoor(new Access(node, Optional.of(OPERATOR), clock, tokens), origins, city.chains(), clock);
        server = ApiServer.open(
                vertx,
                ApiSettings.loopback(0).withOperatorToken(OPERATOR),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new ApiServer.Subject(node, Optional.empty(), List.of(door), clock, tokens));
    }

    /// Where the door is.
    String host() {
        return "127.0.0.1:" + server.port();
    }

    /// Where JSON-RPC of a chain is, without the protocol.
    public String address(String chain) {
        return host() + "/v1/chains/" + chain + "/evm";
    }

    @Override
    public void close() {
        server.close();
        city.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /// Runs until its input ends, for whoever wants to play with tools.
    public static void main(String[] arguments) throws Exception {
        try (RpcCity rpc = new RpcCity()) {
            System.out.println("http://" + rpc.address(EvmCity.CITY));
            while (System.in.read() >= 0) {
                // Whoever started us closes our input when it is done.
            }
        }
    }
}
