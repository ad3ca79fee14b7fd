package io.polder.protocol;

/// What a transaction of any envelope says once it is opened: who asks what of which chain, and when.
public record Intent(Domain domain, Address sender, Lane lane, Window window, Call call) {}
