package io.polder.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Json;
import io.polder.protocol.encoding.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Reads Server-Sent Events as a browser does.
final class EventReader implements AutoCloseable {
    record Event(String name, String id, JsonNode data) {}

    private static final int EVENTS_MAX = 10_000;

    private final InputStream stream;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private volatile String lastId = "";
    private volatile boolean ended;

    EventReader(FakeCity city, String path, Optional<String> lastEventId) {
        HttpRequest.Builder request = city.request(path);
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        try {
            HttpResponse<InputStream> response = city.client().send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200)
                throw new AssertionError("expected 200, got " + response.statusCode() + ": "
                        + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
            stream = response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        String name = "message";
        StringBuilder data = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) name = line.substring(7);
                else if (line.startsWith("id: ")) lastId = line.substring(4);
                else if (line.startsWith("data: ")) data.append(line.substring(6));
                else if (line.isEmpty()) {
                    if (!data.isEmpty()) events.add(new Event(name, lastId, Json.parse(Bytes.utf8(data.toString()))));
                    name = "message";
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            // The test has closed the stream.
        }
        ended = true;
    }

    Event next() {
        try {
            Event event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) throw new AssertionError("expected an event within 10 s, got none after " + lastId);
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Optional<Event> poll() {
        return Optional.ofNullable(events.poll());
    }

    String lastId() {
        return lastId;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
