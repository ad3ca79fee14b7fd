package io.polder.evm.ledger;

import io.polder.contract.EnvelopeReader;
import io.polder.contract.StateReader;
import io.polder.evm.Refusal;
import io.polder.evm.StaticRules;
import io.polder.evm.network.Accounts;
import io.polder.evm.state.Account;
import io.polder.evm.state.Code;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.Optional;

/// Opens what an Ethereum wallet signed: recovers the account, and says when its nonce is due.
public final class EthereumEnvelopes implements EnvelopeReader {
    private static final int BLOBS = 3;

    private final EvmRules rules;

    public EthereumEnvelopes(EvmRules rules) {
        this.rules = rules;
    }

    @Override
    public Envelope envelope() {
        return Envelope.ETHEREUM;
    }

    @Override
    public Opened open(Transaction transaction, Domain domain) {
        return switch (TransactionCodec.decode(transaction.raw().shared())) {
            case Decoded.Malformed(String reason) -> new Opened.Unreadable("an EIP-2718 transaction", reason);
            case Decoded.Valid(EthereumTransaction read) -> open(transaction.raw(), read, domain);
        };
    }

    private Opened open(Bytes raw, EthereumTransaction transaction, Domain domain) {
        if (transaction.type() == BLOBS)
            return new Opened.Unreadable("a transaction of type 0, 1, 2 or 4", "type 3: Polder carries no blobs");
        if (transaction.chainId().isEmpty())
            return new Opened.Unreadable("a signature for chain id " + ChainNumber.of(domain), "one for any chain");
        // The first rules are the widest; those of the block's own fork are applied at the transaction's place.
        Optional<Refusal> refusal =
                new StaticRules(rules.forks().firstEntry().getValue(), ChainNumber.word(domain)).check(transaction);
        if (refusal.isPresent()) return unreadable(refusal.get());
        Optional<Address> sender =
                transaction.signature().signer(rules.curve(), TransactionCodec.signingHash(transaction));
        if (sender.isEmpty()) return new Opened.Unreadable("a signature by a key of secp256k1", "one by none");
        return new Opened.Read(new Intent(
                domain,
                Accounts.identity(sender.get()),
                new Lane(0, transaction.payload().nonce()),
                new Window(0, Long.MAX_VALUE),
                call(raw, transaction)));
    }

    /// What creates a contract is a deployment, so that the chain's policy judges it as one.
    private static Call call(Bytes raw, EthereumTransaction transaction) {
        return transaction.payload().to().isPresent()
                ? new Call.Invoke(EvmEngine.NAME, EvmEngine.TRANSACTION, Cbor.of(raw))
                : new Call.Deploy(EvmEngine.NAME, EvmEngine.NAME, raw, Cbor.NULL);
    }

    private static Opened unreadable(Refusal refusal) {
        return new Opened.Unreadable(refusal.expected(), refusal.got() + " (" + refusal.reason() + ")");
    }

    @Override
    public long gas(Intent intent) {
        long limit = payload(intent).gasLimit();
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    private static Payload payload(Intent intent) {
        Bytes raw = switch (intent.call()) {
            case Call.Invoke invoke -> invoke.arguments().asBytes();
            case Call.Deploy deploy -> deploy.code();
            case Call.Endorsed _ -> throw new IllegalStateException("an endorsed call of a wallet");
        };
        if (!(TransactionCodec.decode(raw.shared()) instanceof Decoded.Valid(EthereumTransaction transaction)))
            throw new IllegalStateException("an envelope that was read once and now is not");
        return transaction.payload();
    }

    @Override
    public Turn turn(Intent intent, StateReader state, Limits limits) {
        Payload payload = payload(intent);
        Address sender = Address.hex(intent.sender().name());
        LedgerState ledger = LedgerState.of(state);
        Account account = ledger.account(sender).orElse(Account.EMPTY);
        int order = Long.compareUnsigned(payload.nonce(), account.nonce());
        if (order < 0)
            return new Turn.Never("nonce too low: address " + sender + ", tx: " + Long.toUnsignedString(payload.nonce())
                    + " state: " + Long.toUnsignedString(account.nonce()));
        return refused(payload, limits)
                .or(() -> unfunded(ledger, account, payload))
                .<Turn>map(Turn.Never::new)
                .orElse(order > 0 ? new Turn.Later(account.nonce()) : Turn.NOW);
    }

    private static Optional<String> refused(Payload payload, Limits limits) {
        if (Long.compareUnsigned(payload.gasLimit(), limits.transactionGas()) > 0)
            return Optional.of("exceeds block gas limit: a transaction may use " + limits.transactionGas() + ", got "
                    + Long.toUnsignedString(payload.gasLimit()));
        return Optional.empty();
    }

    private static Optional<String> unfunded(LedgerState ledger, Account account, Payload payload) {
        if (account.balance().compareTo(payload.value()) < 0)
            return Optional.of("insufficient funds for gas * price + value: have "
                    + account.balance().toBigInteger() + " want "
                    + payload.value().toBigInteger());
        if (account.codeHash().equals(Account.NO_CODE)) return Optional.empty();
        boolean delegates = Code.of(ledger.code(account.codeHash())).delegate().isPresent();
        return delegates ? Optional.empty() : Optional.of("sender not an eoa: it has code " + account.codeHash());
    }
}
