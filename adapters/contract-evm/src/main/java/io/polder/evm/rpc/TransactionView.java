package io.polder.evm.rpc;

import io.polder.evm.state.LogEntry;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.word.Address;
import io.polder.protocol.Receipt;
import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// A transaction of a wallet in its block: its bytes and hash, who sent it, and its place among the block's Ethereum
/// transactions and logs.
record TransactionView(
        Bytes raw, Bytes hash, EthereumTransaction transaction, Address sender, Receipt receipt, Place place) {
    /// Where it stands: its index, the gas of all up to it, and its logs with the number of the first.
    record Place(BlockHead block, int index, int entry, long cumulativeGas, List<LogEntry> logs, int firstLog) {}

    /// What a block is known by.
    record BlockHead(long height, Bytes hash, long time) {}
}
