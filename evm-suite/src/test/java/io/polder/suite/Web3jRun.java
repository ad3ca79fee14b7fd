package io.polder.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.disposables.Disposable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.exceptions.TransactionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.protocol.websocket.events.LogNotification;
import org.web3j.protocol.websocket.events.NewHeadsNotification;
import org.web3j.tx.Contract;
import org.web3j.tx.RawTransactionManager;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.TransactionManager;
import org.web3j.tx.gas.ContractGasProvider;
import org.web3j.tx.gas.StaticGasProvider;

/// web3j as a Java program uses it: a contract's class as its generator writes it, receipts by polling, logs,
/// WebSocket.
final class Web3jRun {
    private static final BigInteger GAS = BigInteger.valueOf(4_000_000);
    private static final int PAUSE_MS = 200;
    private static final int ATTEMPTS_MAX = 150;
    private static final int HEARD_MAX = 1_000;
    private static final long PATIENCE_S = 60;
    private static final ContractGasProvider FREE = new StaticGasProvider(BigInteger.ZERO, GAS);
    private static final Event TRANSFER = new Event(
            "Transfer",
            List.of(
                    TypeReference.create(Address.class, true),
                    TypeReference.create(Address.class, true),
                    TypeReference.create(Uint256.class)));
    private static final String OTHER = "0x00000000000000000000000000000000000b0b0b";

    private Web3jRun() {}

    /// What web3j's generator makes of the token's interface.
    static final class Token extends Contract {
        // web3j makes it by this shape.
        Token(String address, Web3j web3j, TransactionManager sender, ContractGasProvider gas) {
            super(BIN_NOT_PROVIDED, address, web3j, sender, gas);
        }

        Token(String address, Web3j web3j, TransactionManager sender) {
            this(address, web3j, sender, FREE);
        }

        RemoteFunctionCall<TransactionReceipt> transfer(String to, long value) {
            return executeRemoteCallTransaction(
                    new Function("transfer", List.of(new Address(to), new Uint256(value)), List.of()));
        }

        RemoteFunctionCall<BigInteger> balanceOf(String of) {
            return executeRemoteCallSingleValueReturn(
                    new Function("balanceOf", List.of(new Address(of)), List.of(TypeReference.create(Uint256.class))),
                    BigInteger.class);
        }
    }

    /// Sends at one city, follows at another, reads at a third.
    static void run(String code, String sending, String following, String reading) throws Exception {
        Web3j sender = Web3j.build(new HttpService("http://" + sending));
        Web3j reader = Web3j.build(new HttpService("http://" + reading));
        WebSocketService socket = new WebSocketService("ws://" + following, false);
        socket.connect();
        Web3j follower = Web3j.build(socket);
        try {
            Credentials wallet = Credentials.create(Keys.createEcKeyPair(new SecureRandom()));
            long chain = sender.ethChainId().send().getChainId().longValueExact();
            TransactionManager manager = new RawTransactionManager(sender, wallet, chain, ATTEMPTS_MAX, PAUSE_MS);
            Token token = Contract.deployRemoteCall(Token.class, sender, manager, FREE, code, "")
                    .send();
            assertThat(token.getTransactionReceipt().orElseThrow().isStatusOK()).isTrue();
            TransactionReceipt paid = hears(follower, token);
            reads(reader, wallet.getAddress(), token, paid);
            assertThatThrownBy(() -> token.transfer(OTHER, 99_999_999).send()).isInstanceOf(TransactionException.class);
        } finally {
            follower.shutdown();
            sender.shutdown();
            reader.shutdown();
        }
    }

    /// A transfer is heard of by its log and its block.
    private static TransactionReceipt hears(Web3j follower, Token token) throws Exception {
        BlockingQueue<LogNotification> logs = new LinkedBlockingQueue<>(HEARD_MAX);
        BlockingQueue<NewHeadsNotification> heads = new LinkedBlockingQueue<>(HEARD_MAX);
        Disposable hearsLogs = follower.logsNotifications(
                        List.of(token.getContractAddress()), List.of(EventEncoder.encode(TRANSFER)))
                .subscribe(logs::add);
        Disposable hearsHeads = follower.newHeadsNotifications().subscribe(heads::add);
        // Subscribing has no answer in web3j: a question after it on the same socket has.
        follower.ethBlockNumber().send();
        TransactionReceipt paid = token.transfer(OTHER, 77).send();
        assertThat(paid.isStatusOK()).isTrue();
        LogNotification log = logs.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(log).as("a log over the WebSocket").isNotNull();
        assertThat(log.getParams().getResult().getTransactionHash()).isEqualTo(paid.getTransactionHash());
        assertThat(heads.poll(PATIENCE_S, TimeUnit.SECONDS))
                .as("a head over the WebSocket")
                .isNotNull();
        hearsLogs.dispose();
        hearsHeads.dispose();
        return paid;
    }

    private static void reads(Web3j reader, String owner, Token token, TransactionReceipt paid) throws Exception {
        FourCities.until("the reading city has the block", () -> newest(reader).compareTo(paid.getBlockNumber()) >= 0);
        Token there = new Token(token.getContractAddress(), reader, new ReadonlyTransactionManager(reader, owner));
        assertThat(there.balanceOf(OTHER).send()).isEqualTo(77);
        assertThat(there.balanceOf(owner).send()).isEqualTo(1_000_000 - 77);
        EthFilter filter = new EthFilter(
                DefaultBlockParameterName.EARLIEST, DefaultBlockParameterName.LATEST, token.getContractAddress());
        filter.addSingleTopic(EventEncoder.encode(TRANSFER));
        List<Log> logs = reader.ethGetLogs(filter).send().getLogs().stream()
                .map(l -> (Log) l.get())
                .toList();
        assertThat(logs).hasSize(2);
        assertThat(Contract.staticExtractEventParameters(TRANSFER, logs.getLast())
                        .getNonIndexedValues())
                .containsExactly(new Uint256(77));
        assertThat(reader.ethGetTransactionReceipt(paid.getTransactionHash())
                        .send()
                        .getTransactionReceipt())
                .contains(paid);
        assertThat(reader.ethGetTransactionCount(owner, DefaultBlockParameterName.LATEST)
                        .send()
                        .getTransactionCount())
                .isEqualTo(2);
    }

    private static BigInteger newest(Web3j reader) {
        try {
            return reader.ethBlockNumber().send().getBlockNumber();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
