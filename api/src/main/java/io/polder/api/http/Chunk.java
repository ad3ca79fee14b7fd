package io.polder.api.http;

import com.fasterxml.jackson.databind.JsonNode;

/// Events that are written at once, in the format of the HTML standard, 9.2.6.
public final class Chunk {
    private final StringBuilder text = new StringBuilder();

    public Chunk event(String name, String id, JsonNode data) {
        text.append("event: ").append(name).append('\n');
        text.append("id: ").append(id).append('\n');
        text.append("data: ").append(Json.text(data)).append("\n\n");
        return this;
    }

    /// Keeps the connection alive and moves the client's last event id without an event.
    public Chunk heartbeat(String id) {
        text.append(": heartbeat\nid: ").append(id).append("\n\n");
        return this;
    }

    /// How long the client waits before it connects again, in milliseconds.
    public Chunk retry(long milliseconds) {
        text.append("retry: ").append(milliseconds).append("\n\n");
        return this;
    }

    public int size() {
        return text.length();
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
