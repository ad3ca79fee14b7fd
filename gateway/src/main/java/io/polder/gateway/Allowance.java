package io.polder.gateway;

/// A bucket that fills at a steady rate: how much may pass.
final class Allowance {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double most;
    private double left;
    private long filled;

    Allowance(double perSecond, double most, long now) {
        this.perSecond = perSecond;
        this.most = most;
        this.left = most;
        this.filled = now;
    }

    /// Takes the amount if there is as much. The time is that of `System.nanoTime`.
    synchronized boolean take(double amount, long now) {
        left = Math.min(most, left + Math.max(0, now - filled) / NANOS * perSecond);
        filled = now;
        if (left < amount) return false;
        left -= amount;
        return true;
    }
}
