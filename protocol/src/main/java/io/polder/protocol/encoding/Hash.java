package io.polder.protocol.encoding;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A SHA-256 digest: 32 bytes.
public record Hash(Bytes bytes) implements Comparable<Hash> {
    public static final int SIZE = 32;
    private static final MessageDigest NEW = sha256();
    public static final Hash ZERO = new Hash(Bytes.wrap(new byte[SIZE]));

    public Hash {
        if (bytes.size() != SIZE) throw new Malformed("a hash of 32 bytes", bytes.size() + " bytes");
    }

    public static Hash of(Bytes content) {
        return new Hash(Bytes.wrap(digest().digest(content.shared())));
    }

    /// Hashes the parts as if they were one run of bytes.
    public static Hash of(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) digest.update(part);
        return new Hash(Bytes.wrap(digest.digest()));
    }

    public static Hash hex(String digits) {
        return new Hash(Bytes.hex(digits));
    }

    /// A fresh SHA-256 of the JDK. A copy costs a fraction of a walk through the list of providers.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) NEW.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    public String toHex() {
        return bytes.toHex();
    }

    @Override
    public int compareTo(Hash other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
