package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.ledger.EvmCity;
import io.polder.evm.ledger.Wallet;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReceiptWaitTest {
    private static final EvmCity CITY = new EvmCity();
    private static final EthereumRpc RPC = new EthereumRpc(CITY.chain(EvmCity.CITY), Clock.systemUTC());

    @AfterAll
    static void close() {
        CITY.close();
    }

    private static JsonNode result(String method, String parameter) {
        String request =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[\"" + parameter + "\"]}";
        return RPC.answer(Bytes.utf8(request)).orElseThrow().get("result");
    }

    private static String send(Transaction signed) {
        return result("eth_sendRawTransaction", Hex.data(signed.raw())).textValue();
    }

    @Test
    void who_asks_for_a_receipt_is_held_until_it_is_there() throws Exception {
        Wallet wallet = CITY.wallet(31);
        Transaction first = wallet.send(Optional.of(wallet.account()), new byte[0]);
        String second = send(wallet.send(Optional.of(wallet.account()), new byte[0]));
        CompletableFuture<JsonNode> receipt =
                CompletableFuture.supplyAsync(() -> result("eth_getTransactionReceipt", second));
        assertThatThrownBy(() -> receipt.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        send(first);
        assertThat(receipt.get(10, TimeUnit.SECONDS).path("status").asText()).isEqualTo("0x1");
    }

    @Test
    void a_transaction_that_waits_for_long_holds_nobody_for_long() {
        Wallet wallet = CITY.wallet(32);
        wallet.send(Optional.of(wallet.account()), new byte[0]);
        String second = send(wallet.send(Optional.of(wallet.account()), new byte[0]));
        assertThat(result("eth_getTransactionReceipt", second).isNull()).isTrue();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++)
            assertThat(result("eth_getTransactionReceipt", second).isNull()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Underway.PATIENCE);
    }

    @Test
    void nobody_is_held_for_a_transaction_that_was_not_sent_here() {
        assertThat(result("eth_getTransactionReceipt", "0x" + "ab".repeat(32)).isNull())
                .isTrue();
    }
}
