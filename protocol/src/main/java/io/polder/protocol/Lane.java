package io.polder.protocol;

/// One of a sender's own queues. In lane 0 transactions come in any order and the sequence only tells them apart; in
/// every other lane each must have a higher sequence than the one before, so an overtaken one is refused.
public record Lane(long number, long sequence) {
    public boolean ordered() {
        return number != 0;
    }
}
