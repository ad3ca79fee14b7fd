package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A node that takes transactions and gives what a test has laid out.
final class FakeNode implements AutoCloseable {
    static final Hash NETWORK = Hash.of(Bytes.utf8("a network"));

    record Answer(int status, String type, byte[] body) {}

    final List<Transaction> taken = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> lastEventIds = new CopyOnWriteArrayList<>();
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        json("/v1/network", "{\"fingerprint\":\"" + NETWORK + "\"}");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The path without its query; several answers are given in turn, the last one again and again.
    void json(String path, String body) {
        answer(path, 200, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    void answer(String path, int status, String type, byte[] body) {
        answers.computeIfAbsent(path, p -> new CopyOnWriteArrayList<>()).add(new Answer(status, type, body));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (path.endsWith("stream") || path.endsWith("events")) lastEventIds.add(String.valueOf(last));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Answer answer = answers.containsKey(path) ? next(answers.get(path)) : post(path, body);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    private static Answer next(List<Answer> answers) {
        return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    private Answer post(String path, byte[] body) {
        if (!path.endsWith("/transactions"))
            return new Answer(
                    404,
                    "application/problem+json",
                    "{\"code\":\"not-found\",\"detail\":\"there is none\",\"next\":\"Look again.\"}"
                            .getBytes(StandardCharsets.UTF_8));
        Transaction transaction = Transaction.decode(Bytes.of(body));
        taken.add(transaction);
        String answer = "{\"id\":\"" + transaction.id()
                + "\",\"status\":\"final\",\"final\":true,\"certified\":false,\"height\":7,\"index\":0,"
                + "\"receipt\":{\"outcome\":\"succeeded\"}}";
        return new Answer(200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode parse(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Transaction> taken() {
        return new ArrayList<>(taken);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
