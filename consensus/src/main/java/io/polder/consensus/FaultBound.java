package io.polder.consensus;

/// The faults an engine's order survives: how many of its members may lie, and how many may be silent.
public record FaultBound(String engine, int members, int byzantine, int crashed) {}
