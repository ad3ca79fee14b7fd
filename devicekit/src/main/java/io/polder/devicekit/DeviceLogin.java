package io.polder.devicekit;

import java.util.Optional;

/// With what a device of a test presents itself.
public record DeviceLogin(Optional<String> thing, Optional<String> token, Optional<TestCertificate> certificate) {
    public static DeviceLogin token(String thing, String token) {
        return new DeviceLogin(Optional.of(thing), Optional.of(token), Optional.empty());
    }

    public static DeviceLogin certificate(String thing, TestCertificate certificate) {
        return new DeviceLogin(Optional.of(thing), Optional.empty(), Optional.of(certificate));
    }

    public static DeviceLogin none() {
        return new DeviceLogin(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
