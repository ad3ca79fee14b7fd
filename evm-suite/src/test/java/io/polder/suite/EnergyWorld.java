package io.polder.suite;

import io.polder.contract.BuiltInEngine;
import io.polder.evm.ledger.EvmEngine;
import io.polder.evm.ledger.EvmRules;
import io.polder.evm.network.Accounts;
import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.things.Possession;
import io.polder.things.Readings;
import io.polder.things.Things;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;

/// The market of the example DApp, as solc compiles it, on a chain of its own with households and their meters.
final class EnergyWorld {
    static final long PERIOD = 10_000;
    static final long PRICE = 25;
    static final long GAS_MAX = 16_777_216;
    static final String WATT_HOURS = "Wh";
    private static final Address HAMBURG = Address.org("hamburg");
    private static final Address CITY = Address.city("hamburg");
    private static final String TREASURER = "0x" + "99".repeat(20);
    private static final BigInteger SUPPLY = BigInteger.TEN.pow(12);

    final FakeChain chain = new FakeChain(List.of(
                    new BuiltInEngine(
                            List.of(new Authority(Signatures.jdk()), new Things(Signatures.jdk()), new Readings())),
                    new EvmEngine(EvmRules.standard(7))))
            .with(Authority.NAME, Authority.genesis(new FakeNetwork("berlin", "hamburg").genesis()));
    final String euro;
    final String market;

    EnergyWorld(Map<String, String> codes) {
        euro = create(codes.get("Euro"), new org.web3j.abi.datatypes.Address(TREASURER), new Uint256(SUPPLY));
        market = create(
                codes.get("Energy"), new org.web3j.abi.datatypes.Address(euro), new Uint256(PRICE), new Uint64(PERIOD));
    }

    /// The account of a household.
    static String account(int household) {
        return String.format(java.util.Locale.ROOT, "0x%040x", 0x1000 + household);
    }

    static String meter(int household) {
        return "meter-" + household;
    }

    private String create(String code, Type<?>... arguments) {
        Bytes all = Bytes.hex(code + FunctionEncoder.encodeConstructor(List.of(arguments)));
        Cbor created = chain.as(evm(TREASURER)).done(EvmEngine.NAME, "create", Cbor.of(all), Cbor.of(GAS_MAX));
        return "0x" + created.asBytes().toHex();
    }

    private static Address evm(String account) {
        return Accounts.identity(io.polder.evm.word.Address.hex(account));
    }

    /// Calls by a transaction of an account.
    Outcome call(String from, String to, String method, Type<?>... arguments) {
        return call(evm(from), to, method, arguments);
    }

    private Outcome call(Address from, String to, String method, Type<?>... arguments) {
        String data = FunctionEncoder.encode(new Function(method, List.of(arguments), List.of()));
        return chain.as(from)
                .invoke(
                        EvmEngine.NAME,
                        "call",
                        Cbor.array(
                                Cbor.of(Bytes.hex(to.substring(2))),
                                Cbor.of(Bytes.hex(data.substring(2))),
                                Cbor.of(GAS_MAX)));
    }

    private void must(Outcome outcome) {
        if (!outcome.succeeded()) throw new AssertionError("expected success, got " + outcome);
    }

    /// A wallet's receipt has no output, so an organisation asks.
    long balance(String of) {
        Outcome outcome = call(HAMBURG, euro, "balanceOf", new org.web3j.abi.datatypes.Address(of));
        if (outcome instanceof Outcome.Succeeded(Cbor result))
            return new BigInteger(1, result.asBytes().toArray()).longValueExact();
        throw new AssertionError("expected a balance, got " + outcome);
    }

    /// A household with a meter that says whom it serves, with money of which it allows the market a part, and a grant.
    EnergyWorld joined(int household, long money, long allowed) {
        enrolled(household);
        serves(household, account(household));
        money(household, money, allowed);
        must(grant(household, meter(household)));
        return this;
    }

    void money(int household, long money, long allowed) {
        var to = new org.web3j.abi.datatypes.Address(account(household));
        must(call(TREASURER, euro, "transfer", to, new Uint256(money)));
        var spender = new org.web3j.abi.datatypes.Address(market);
        must(call(account(household), euro, "approve", spender, new Uint256(allowed)));
    }

    void enrolled(int household) {
        SigningKey key = FakeNetwork.key();
        String name = meter(household);
        chain.as(HAMBURG)
                .done(
                        Things.NAME,
                        "enrol",
                        Cbor.of(name),
                        Cbor.of("meter.energy"),
                        Cbor.of("hamburg"),
                        key.publicKey().toCose(),
                        Cbor.of(Possession.sign(chain.domain(), name, key)),
                        Cbor.NULL);
        chain.nextBlock();
    }

    /// A meter without a key, for which the city's gateway speaks.
    void enrolledWithoutKey(int household) {
        chain.as(HAMBURG)
                .done(
                        Things.NAME,
                        "enrol",
                        Cbor.of(meter(household)),
                        Cbor.of("meter.energy"),
                        Cbor.of("hamburg"),
                        Cbor.NULL,
                        Cbor.NULL,
                        Cbor.NULL);
        chain.nextBlock();
    }

    void serves(int household, String account) {
        says(household, whom(Optional.empty(), account));
    }

    void gatewaySaysItServes(int household, String account) {
        chain.as(CITY)
                .with(Origin.PROXIED)
                .done(
                        Readings.NAME,
                        "batch",
                        Cbor.of(whom(Optional.of(meter(household)), account).encode()));
        chain.nextBlock();
    }

    private Reading whom(Optional<String> meter, String account) {
        Bytes bytes = Bytes.wrap(HexFormat.of().parseHex(account.substring(2)));
        return new Reading(meter, "household", Optional.empty(), new Reading.Value.Data(bytes), chain.time());
    }

    private void says(int household, Reading reading) {
        chain.as(Address.thing(meter(household)))
                .with(Origin.FRAME)
                .done(Readings.NAME, "frame", Cbor.of(reading.encode()));
        chain.nextBlock();
    }

    /// What was left over in the period that ended then.
    void net(int household, String number, String unit, long end) {
        Reading.Value value = new Reading.Value.Quantity(new BigDecimal(number));
        says(
                household,
                new Reading(Optional.empty(), "net-energy", Optional.of(unit).filter(u -> !u.isEmpty()), value, end));
    }

    void net(int household, String number, long end) {
        net(household, number, WATT_HOURS, end);
    }

    Outcome grant(int household, String meter) {
        return call(account(household), market, "grant", new Utf8String(meter), new Uint64(0));
    }

    Outcome withdraw(int household) {
        return call(account(household), market, "withdraw");
    }

    Outcome settle(long end) {
        return call(TREASURER, market, "settle", new Uint64(BigInteger.valueOf(end)));
    }

    /// The end of the newest period that is over.
    long end() {
        return chain.time() - chain.time() % PERIOD;
    }

    /// Lets chain time pass.
    void pass(long milliseconds) {
        for (long done = 0; done < milliseconds; done += FakeChain.BLOCK_MS) chain.nextBlock();
    }
}
