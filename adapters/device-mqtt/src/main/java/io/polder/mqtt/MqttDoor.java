package io.polder.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.polder.gateway.Credential;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.GatewayException;
import io.polder.gateway.Inbox;
import io.polder.gateway.Inbox.Opening.Denied;
import io.polder.gateway.Inbox.Opening.Opened;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The MQTT door, for MQTT 3.1.1 and 5: a protocol adapter, no broker. Devices publish uplinks and hear what goes down
/// to
/// themselves. Sessions, wills and queued downlinks rest on nothing but the ledger, so none outlives its connection.
/// Everything runs on the event loop of the connection but the gateway's own work: docs/spec/devices.md, 2.
public final class MqttDoor implements DeviceProtocol {
    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int CLIENT_ID_MAX = 256;
    private static final long SWEEP_MS = 1_000;
    private static final long START_SECONDS_MAX = 20;

    private final Vertx vertx;
    private final MqttSettings settings;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private Optional<MqttServer> server = Optional.empty();
    private long sweeper;

    public MqttDoor(Vertx vertx, MqttSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public void start(Inbox inbox) {
        MqttServerOptions options = new MqttServerOptions();
        options.setHost(settings.host()).setPort(settings.port());
        options.setMaxMessageSize(settings.packetBytesMax()).setMaxClientIdLength(CLIENT_ID_MAX);
        options.setTimeoutOnConnect(CONNECT_SECONDS_MAX);
        Listener.protect(options, settings.host(), settings.encryption());
        MqttServer made = MqttServer.create(vertx, options).endpointHandler(endpoint -> connect(endpoint, inbox));
        wait(made.listen(), "listen on " + settings.host() + " port " + settings.port());
        server = Optional.of(made);
        sweeper = vertx.setPeriodic(SWEEP_MS, id -> connections.values().forEach(Connection::closeIfSilent));
    }

    private static void wait(Future<?> future, String what) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GatewayException("the MQTT door cannot " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("the MQTT door was interrupted: " + what, e);
        }
    }

    private void connect(MqttEndpoint endpoint, Inbox inbox) {
        if (connections.size() >= settings.connectionsMax()) {
            reject(endpoint, "busy", "expected at most " + settings.connectionsMax() + " connections, got more");
            return;
        }
        switch (inbox.open(credential(endpoint))) {
            case Denied(String code, String detail) -> reject(endpoint, code, detail);
            case Opened(var session) -> {
                Connection connection = new Connection(endpoint, session, inbox, vertx.getOrCreateContext(), settings);
                Optional<String> fault = connection.willFault();
                if (fault.isPresent()) reject(endpoint, "not-permitted", fault.get());
                else accept(endpoint, connection);
            }
        }
    }

    /// A client id belongs to its thing: no other can take the connection over.
    private void accept(MqttEndpoint endpoint, Connection connection) {
        String key = connection.thing().orElse("") + "/" + endpoint.clientIdentifier();
        Connection before = connections.put(key, connection);
        if (before != null) before.disconnect(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
        connection.open(() -> connections.remove(key, connection));
        endpoint.accept(false, five(endpoint) ? promises(endpoint, connection) : MqttProperties.NO_PROPERTIES);
    }

    /// What MQTT 5 lets a server announce (3.2.2.3).
    private MqttProperties promises(MqttEndpoint endpoint, Connection connection) {
        MqttProperties promises = new MqttProperties();
        promises.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 0));
        promises.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, connection.receiveMaximum()));
        promises.add(new IntegerProperty(MqttProperties.MAXIMUM_QOS, 1));
        promises.add(new IntegerProperty(MqttProperties.RETAIN_AVAILABLE, 0));
        promises.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, settings.packetBytesMax()));
        promises.add(new IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0));
        promises.add(new IntegerProperty(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0));
        int most = (int) settings.keepAliveMax().toSeconds();
        int asked = endpoint.keepAliveTimeSeconds();
        if (asked == 0 || asked > most) promises.add(new IntegerProperty(MqttProperties.SERVER_KEEP_ALIVE, most));
        return promises;
    }

    private static Credential credential(MqttEndpoint endpoint) {
        Optional<MqttAuth> auth = Optional.ofNullable(endpoint.auth());
        Optional<String> password = auth.map(MqttAuth::getPassword).filter(p -> !p.isEmpty());
        if (password.isPresent()) return new Credential.Token(auth.get().getUsername(), password.get());
        Optional<String> claimed = auth.map(MqttAuth::getUsername).filter(name -> !name.isEmpty());
        return certificate(endpoint)
                .<Credential>map(certificate -> new Credential.Certificate(claimed, certificate))
                .orElseGet(Credential.SignatureAlone::new);
    }

    private static Optional<X509Certificate> certificate(MqttEndpoint endpoint) {
        if (!endpoint.isSsl()) return Optional.empty();
        try {
            return List.of(endpoint.sslSession().getPeerCertificates()).stream()
                    .findFirst()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // the client has shown none
        }
    }

    private static void reject(MqttEndpoint endpoint, String code, String detail) {
        MqttProperties why = new MqttProperties();
        if (five(endpoint)) {
            why.add(new StringProperty(MqttProperties.REASON_STRING, detail));
            why.add(new UserProperty("code", code));
        }
        MqttConnectReturnCode answer = Codes.connect(code, five(endpoint));
        endpoint.reject(answer, why);
    }

    static boolean five(MqttEndpoint endpoint) {
        return endpoint.protocolVersion() >= MqttVersion.MQTT_5.protocolLevel();
    }

    /// Clients at the moment.
    public int connections() {
        return connections.size();
    }

    @Override
    public int port() {
        return server.orElseThrow(() -> new IllegalStateException("the MQTT door is not open"))
                .actualPort();
    }

    @Override
    public void close() {
        server.ifPresent(open -> {
            vertx.cancelTimer(sweeper);
            connections.values().forEach(c -> c.disconnect(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
            wait(open.close(), "close");
        });
        server = Optional.empty();
    }
}
