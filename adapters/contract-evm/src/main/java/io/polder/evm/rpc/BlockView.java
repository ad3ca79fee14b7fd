package io.polder.evm.rpc;

import io.polder.evm.ledger.LogBook;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.LogEntry;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.List;

/// A Polder block as Ethereum would show it: the transactions of wallets, and all logs, also those of transactions that
/// other identities have signed, which then are named by their Polder id.
record BlockView(
        Header header, List<TransactionView> transactions, List<LogView> logs, long gas, long gasLimit, int size) {
    private static final Secp256k1 CURVE = Secp256k1.best();

    /// A log in its place.
    record LogView(LogEntry log, TransactionView.BlockHead block, Bytes transaction, int index, int number) {}

    static BlockView of(Block block, Limits limits) {
        Header header = block.header();
        TransactionView.BlockHead head =
                new TransactionView.BlockHead(header.height(), header.hash().bytes(), header.time());
        List<TransactionView> transactions = new ArrayList<>();
        List<LogView> logs = new ArrayList<>();
        long gas = 0;
        int size = 0;
        int at = 0;
        for (Entry entry : block.entries()) {
            int place = at++;
            List<LogEntry> own = LogBook.of(entry.receipt());
            Bytes hash = entry.transaction().id().bytes();
            if (entry.transaction() instanceof Transaction.Ethereum ethereum && executed(entry)) {
                gas += entry.receipt().gas();
                size += ethereum.raw().size();
                hash = Bytes.wrap(Keccak.hash(ethereum.raw().shared()));
                EthereumTransaction decoded = decode(ethereum.raw());
                transactions.add(new TransactionView(
                        ethereum.raw(),
                        hash,
                        decoded,
                        sender(decoded),
                        entry.receipt(),
                        new TransactionView.Place(head, transactions.size(), place, gas, own, logs.size())));
            }
            int index = Math.max(0, transactions.size() - 1);
            for (LogEntry log : own) logs.add(new LogView(log, head, hash, index, logs.size()));
        }
        return new BlockView(header, transactions, logs, gas, limits.block().gas(), size);
    }

    private static boolean executed(Entry entry) {
        Outcome outcome = entry.receipt().outcome();
        return !(outcome instanceof Outcome.Deferred || outcome instanceof Outcome.Refused);
    }

    static EthereumTransaction decode(Bytes raw) {
        if (TransactionCodec.decode(raw.shared()) instanceof Decoded.Valid(EthereumTransaction transaction))
            return transaction;
        throw new IllegalStateException("a transaction in a block that cannot be read");
    }

    static Address sender(EthereumTransaction transaction) {
        return transaction
                .signature()
                .signer(CURVE, TransactionCodec.signingHash(transaction))
                .orElseThrow(() -> new IllegalStateException("a transaction in a block that nobody signed"));
    }
}
