package io.polder.consensus;

/// What a node worked out about a transaction before its place was known; it is this node's own and never agreed on.
public interface Prepared {
    Prepared NOTHING = new Prepared() {};
}
