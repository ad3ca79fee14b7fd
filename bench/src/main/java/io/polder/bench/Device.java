package io.polder.bench;

import io.polder.gateway.Tokens;
import io.polder.protocol.Founding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A thing without a key on a connection of its own: posts a pack of readings, waits until it is final, posts the next.
/// It speaks HTTP in plain bytes, so that it costs the machine as little as it can.
final class Device implements Runnable {
    private static final long SINCE_S = 1_700_000_000L;
    private static final int TENTHS = 1_000;
    private static final int CREATED = 201;
    private static final int PATIENCE_MS = 60_000;

    private final int port;
    private final String head;
    private final int number;
    private final int readings;
    private final AtomicLong done;
    private final AtomicLong failed;
    private final AtomicBoolean ended;
    private long next;

    Device(Town town, int number, int readings, AtomicLong done, AtomicLong failed, AtomicBoolean ended) {
        int city = number % town.nodes.size();
        String thing = Crowd.thing(number);
        String token = new Tokens(town.network.cities().get(city).home().gatewaySecret()).of(thing);
        this.port = town.nodes.get(city).ports().http();
        this.head = "POST /v1/device/" + Founding.PUBLIC_CHAIN + "/" + thing + "/senml HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/senml+json\r\nAuthorization: Bearer " + token + "\r\nContent-Length: ";
        this.number = number;
        this.readings = readings;
        this.done = done;
        this.failed = failed;
        this.ended = ended;
    }

    @Override
    public void run() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!ended.get()) {
                String body = pack();
                out.write((head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
                if (status(in) == CREATED) done.addAndGet(readings);
                else failed.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    /// SenML with the time and unit of all readings in the first.
    private String pack() {
        StringBuilder text = new StringBuilder(readings * 24);
        text.append("[{\"bn\":\"pm10\",\"bu\":\"ug/m3\",\"bt\":")
                .append(SINCE_S + next)
                .append(",\"v\":0.5}");
        for (int i = 1; i < readings; i++)
            text.append(",{\"t\":")
                    .append(i)
                    .append(",\"v\":")
                    .append((number * 13L + next + i * 7L) % TENTHS / 10)
                    .append("}");
        next += readings;
        return text.append(']').toString();
    }

    /// Reads one answer with its body.
    private static int status(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in))
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
        if (in.readNBytes(length).length != length) throw new IOException("the answer ends early");
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("the door has closed");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }
}
