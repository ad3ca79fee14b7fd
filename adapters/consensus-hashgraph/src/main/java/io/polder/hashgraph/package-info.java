/// Byzantine fault tolerant order by the Hiero hashgraph engine, embedded. The engine orders and keeps one singleton,
/// the hash of our newest header; everything else is the application's.
package io.polder.hashgraph;
