package io.polder.gateway;

import io.polder.protocol.encoding.Malformed;

/// What the gateway lets wait and lets through, so that no device can fill the city's memory.
///
/// @param thingInFlight messages of one thing without an answer
/// @param inFlight messages of all things without an answer
/// @param inFlightBytes their bytes
/// @param messagesPerSecond of one thing; twice as many may come at once
/// @param bytesPerSecond of one thing; four times as many may come at once
/// @param strangersPerSecond messages from all devices together that show no credential
public record Bounds(
        int thingInFlight,
        int inFlight,
        long inFlightBytes,
        long messagesPerSecond,
        long bytesPerSecond,
        long strangersPerSecond) {
    public static final Bounds STANDARD = new Bounds(256, 16_384, 64L << 20, 1_000, 1L << 20, 100);

    public Bounds {
        if (thingInFlight < 1 || inFlight < thingInFlight || inFlightBytes < 1)
            throw new Malformed("room for the messages of one thing or more", inFlight + " in all");
        if (messagesPerSecond < 1 || bytesPerSecond < 1 || strangersPerSecond < 0)
            throw new Malformed("a rate of 1 or more", messagesPerSecond + " a second");
    }
}
