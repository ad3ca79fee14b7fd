package io.polder.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;

/// A client that writes its packets byte by byte, so that it can break every rule.
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    /// A packet of the door: its first byte and what follows the length.
    record Packet(int first, byte[] body) {
        int kind() {
            return first >> 4;
        }
    }

    /// What a CONNECT says.
    record Hello(int level, String client, Optional<String> user, String password, Optional<Will> will) {
        static Hello stranger(int level, String client) {
            return new Hello(level, client, Optional.empty(), "", Optional.empty());
        }
    }

    record Will(String topic, byte[] content) {}

    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void packet(int first, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int left = body.length;
        do {
            out.write(left % 128 | (left >= 128 ? 0x80 : 0));
            left /= 128;
        } while (left > 0);
        out.write(body);
        write(out.toByteArray());
    }

    /// Sends a CONNECT with a keep-alive of 60 seconds and a clean start.
    void connect(Hello hello) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(hello.level);
        int flags = 0x02 | (hello.will.isPresent() ? 0x0c : 0) | (hello.user.isPresent() ? 0xc0 : 0);
        out.writeByte(flags);
        out.writeShort(60);
        if (hello.level == 5) out.writeByte(0);
        out.writeUTF(hello.client);
        if (hello.will.isPresent()) {
            if (hello.level == 5) out.writeByte(0);
            out.writeUTF(hello.will.get().topic());
            out.writeShort(hello.will.get().content().length);
            out.write(hello.will.get().content());
        }
        if (hello.user.isPresent()) {
            out.writeUTF(hello.user.get());
            out.writeUTF(hello.password);
        }
        packet(0x10, body.toByteArray());
    }

    /// @param flags QoS in bits 1 and 2, retain in bit 0
    void publish(int level, int flags, int id, String topic, byte[] content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF(topic);
        if ((flags & 6) != 0) out.writeShort(id);
        if (level == 5) out.writeByte(0);
        out.write(content);
        packet(0x30 | flags, body.toByteArray());
    }

    /// The next packet, or nothing when the door has closed the connection.
    Optional<Packet> read() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            int first = in.read();
            if (first < 0) return Optional.empty();
            int size = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.read();
                if (digit < 0) throw new EOFException();
                size |= (digit & 0x7f) << shift;
                shift += 7;
            } while (digit >= 0x80);
            return Optional.of(new Packet(first, in.readNBytes(size)));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    /// Reads on until the door closes the connection; the last packet before, if there was one.
    Optional<Packet> untilClosed() throws IOException {
        Optional<Packet> last = Optional.empty();
        for (Optional<Packet> next = read(); next.isPresent(); next = read()) last = next;
        return last;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
