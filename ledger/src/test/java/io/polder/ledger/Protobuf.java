package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fields of a protobuf message, as far as ICS-23 uses them.
record Protobuf(List<Field> fields) {
    record Field(int number, long value, Bytes bytes) {}

    static Protobuf of(Bytes encoded) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(encoded.shared());
        try {
            while (in.hasRemaining()) {
                int tag = (int) varint(in);
                switch (tag & 7) {
                    case 0 -> fields.add(new Field(tag >>> 3, varint(in), Bytes.EMPTY));
                    case 2 -> {
                        int size = (int) varint(in);
                        if (size < 0 || size > in.remaining()) throw new Ics23Verifier.Refused(size + " bytes");
                        byte[] bytes = new byte[size];
                        in.get(bytes);
                        fields.add(new Field(tag >>> 3, 0, Bytes.wrap(bytes)));
                    }
                    default -> throw new Ics23Verifier.Refused("wire type 0 or 2, not " + (tag & 7));
                }
            }
        } catch (BufferUnderflowException e) {
            throw new Ics23Verifier.Refused("a whole message");
        }
        return new Protobuf(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        throw new Ics23Verifier.Refused("a number of 64 bits");
    }

    int number(int field) {
        return fields.stream()
                .filter(f -> f.number == field)
                .mapToInt(f -> (int) f.value)
                .reduce(0, (a, b) -> b);
    }

    Bytes bytes(int field) {
        return fields.stream().filter(f -> f.number == field).map(Field::bytes).reduce(Bytes.EMPTY, (a, b) -> b);
    }

    List<Protobuf> messages(int field) {
        return fields.stream()
                .filter(f -> f.number == field)
                .map(f -> of(f.bytes))
                .toList();
    }

    Optional<Protobuf> message(int field) {
        return messages(field).stream().reduce((a, b) -> b);
    }
}
