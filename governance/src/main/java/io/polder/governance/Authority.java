package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Signatures;
import java.util.Optional;
import java.util.SortedMap;

/// Keeps who takes part in the network: organisations, their operators, cities and keys, quotas, chains. It is a
/// contract
/// of the authority chain, and what it keeps is what every chain admits by: docs/spec/contracts.md, 3.
public final class Authority implements BuiltInContract {
    public static final String NAME = "authority";
    /// The one method that a recovery key signs, and no other key does.
    public static final String RECOVER = "recover";
    /// Marks the receipt of what a hosted key has signed; its data is the key's thumbprint.
    public static final String HOSTED = "hosted-key";

    private final Signatures signatures;

    /// Certificates are checked with these.
    public Authority(Signatures signatures) {
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return NAME;
    }

    /// What the contract keeps before the first block.
    public static SortedMap<Bytes, Bytes> genesis(Genesis genesis) {
        return new AuthorityGenesis(genesis).entries();
    }

    /// Whether a key may sign for an address at a time (epoch milliseconds). Things are in `things`.
    public static KeyStanding key(StateReader reader, Address address, Hash thumbprint, long time) {
        return new Registry(reader).standing(address, thumbprint, time);
    }

    /// What an organisation and each of its things may send; empty for one that does not exist.
    public static Optional<Quotas> quota(StateReader reader, String organisation) {
        return new Registry(reader).organisation(organisation).map(Registry.Organisation::quotas);
    }

    /// For whom an address acts, and as what.
    public static Optional<Mandate> mandate(StateReader reader, Address address) {
        return new Registry(reader).mandate(address);
    }

    /// True for an organisation that exists and is not suspended.
    public static boolean active(StateReader reader, String organisation) {
        return new Registry(reader)
                .organisation(organisation)
                .filter(Registry.Organisation::active)
                .isPresent();
    }

    /// True for a city node of the network.
    public static boolean hasCity(StateReader reader, String node) {
        return new Registry(reader).city(node).isPresent();
    }

    /// The city that a city node stands in, and whose it is; empty for one that does not exist.
    public static Optional<Member.Home> home(StateReader reader, String node) {
        return new Registry(reader).city(node).map(city -> new Member.Home(city.city(), city.organisation()));
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "add-organisation" -> organisations(context).add(Arguments.of(arguments, 2));
            case "suspend-organisation" -> organisations(context).suspend(Arguments.of(arguments, 1));
            case "resume-organisation" -> organisations(context).resume(Arguments.of(arguments, 1));
            case "set-quota" -> organisations(context).setQuota(Arguments.of(arguments, 3));
            case "add-operator" -> operators(context).add(Arguments.of(arguments, 4));
            case "add-operator-for" -> operators(context).addFor(Arguments.of(arguments, 5));
            case "remove-operator" -> operators(context).remove(Arguments.of(arguments, 1));
            case "enter-city" -> keys(context).enterCity(Arguments.of(arguments, 4));
            case "add-key" -> keys(context).add(Arguments.of(arguments, 3));
            case "add-key-for" -> keys(context).addFor(Arguments.of(arguments, 4));
            case RECOVER -> keys(context).recover(Arguments.of(arguments, 2));
            case "trust-authority" -> certificates(context).trust(Arguments.of(arguments, 3));
            case "distrust-authority" -> certificates(context).distrust(Arguments.of(arguments, 2));
            case "take-revocations" -> new Revocations(changes(context), signatures).take(Arguments.of(arguments, 4));
            case "present-certificate" -> certificates(context).present(Arguments.of(arguments, 3));
            case "authorities" -> CertificateChanges.authorities(Arguments.of(arguments, 1), context);
            case "rotate-key" -> keys(context).rotate(Arguments.of(arguments, 3));
            case "revoke-key" -> keys(context).revoke(Arguments.of(arguments, 2));
            default -> AuthorityQueries.run(method, arguments, context);
        };
    }

    private static OrganisationChanges organisations(Context context) {
        return new OrganisationChanges(changes(context));
    }

    private static OperatorChanges operators(Context context) {
        return new OperatorChanges(changes(context));
    }

    private CertificateChanges certificates(Context context) {
        return new CertificateChanges(changes(context), signatures);
    }

    private static KeyChanges keys(Context context) {
        return new KeyChanges(changes(context));
    }

    /// The state is that of the authority chain, whatever other chain the contract is called on.
    private static Changes changes(Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        return new Changes(context, new Registry((contract, key) -> context.get(key)));
    }
}
