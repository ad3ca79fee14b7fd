package io.polder.devicehttp;

import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Form;
import io.polder.gateway.Uplink;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The HTTP client of the JDK as a device.
final class JdkClient implements DeviceClient {
    private final HttpClient client;
    private final String base;
    private final DeviceLogin login;

    JdkClient(int port, DeviceLogin login, Optional<TestCertificate> server) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        try {
            if (server.isPresent()) builder.sslContext(server.get().client(login.certificate()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        this.client = builder.build();
        this.base = (server.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + "/v1/device/";
        this.login = login;
    }

    private static String path(Form form) {
        return switch (form) {
            case FRAME, TRANSACTION -> form.text();
            case SENML_JSON, SENML_CBOR -> "senml";
        };
    }

    HttpRequest.Builder request(Uplink uplink) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + uplink.chain() + "/" + uplink.thing() + "/" + path(uplink.form())))
                .POST(HttpRequest.BodyPublishers.ofByteArray(uplink.content().toArray()))
                .header("Content-Type", "application/" + uplink.form().text().replace('-', '+'));
        login.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    CompletableFuture<HttpResponse<String>> call(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public CompletableFuture<Reply> send(Uplink uplink) {
        return call(request(uplink).build()).thenApply(response -> {
            if (response.statusCode() == 201 || response.statusCode() == 202) return new Reply.Acknowledged();
            return new Reply.Refused(Optional.of(new JsonObject(response.body()).getString("code")));
        });
    }

    @Override
    public CompletableFuture<String> time(String chain, String thing) {
        return call(HttpRequest.newBuilder(URI.create(base + "time?chain=" + chain))
                        .build())
                .thenApply(HttpResponse::body);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
