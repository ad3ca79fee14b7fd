package io.polder.api.node;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.api.http.Request;
import io.polder.chain.attempt.Attempts;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Event;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Who may see which chain through this door, by the chain's policy: whoever signs the request or shows a token for
/// having proven a key, the city itself for a request with the operator's token, or nobody in particular. A consortium
/// chain is listed and takes transactions from all that its policy lets; a private chain cannot be told from one that
/// does not exist by anyone who may not read it, and what they tried is noted for its owner.
public final class Access {
    public static final int TOKEN_CHARACTERS_MIN = 16;
    /// The part of a path that is a read token.
    public static final String TOKEN = "token";

    private final NodeView node;
    private final ReaderSignature signatures;
    private final ReadTokens tokens;
    private final Clock clock;
    private final Optional<byte[]> token;

    public Access(NodeView node, Optional<String> token) {
        this(node, token, Clock.systemUTC());
    }

    public Access(NodeView node, Optional<String> token, Clock clock) {
        this(node, token, clock, ReadTokens.passing(clock));
    }

    /// @param tokens those that this city issues, at whichever door they are shown
    public Access(NodeView node, Optional<String> token, Clock clock, ReadTokens tokens) {
        this.node = node;
        this.tokens = tokens;
        this.clock = clock;
        this.signatures = new ReaderSignature(node, clock);
        token.filter(t -> t.length() < TOKEN_CHARACTERS_MIN).ifPresent(t -> {
            throw new IllegalArgumentException("an operator token has " + TOKEN_CHARACTERS_MIN + " characters or more");
        });
        this.token = token.map(t -> t.getBytes(StandardCharsets.UTF_8));
    }

    public NodeView node() {
        return node;
    }

    /// True for a request with the operator's token; compared in the same time whatever it is.
    public boolean isOperator(Request request) {
        byte[] given = request.bearer().orElse("").getBytes(StandardCharsets.UTF_8);
        return token.isPresent() && MessageDigest.isEqual(token.get(), given);
    }

    /// In whose name a request is: found before anything is said about a chain.
    public Address asker(Request request) {
        return signatures.signer(request).or(() -> holder(request)).orElseGet(() -> unsigned(request));
    }

    private Address unsigned(Request request) {
        return isOperator(request) ? Address.city(node.status().node()) : ChainView.NOBODY;
    }

    /// In whose name what comes later on the same connection is: a token may run out, or a key end, meanwhile.
    public Supplier<Address> lasting(Request request) {
        Optional<KeyHolder> signed = signatures.holder(request);
        if (signed.isPresent()) return () -> standing(signed.get().who, signed.get().key);
        Optional<String> token = shown(request);
        String chain = request.path("chain");
        if (token.isPresent()) return () -> holder(token.get(), chain);
        Address now = unsigned(request);
        return () -> now;
    }

    /// The tokens of this city.
    public ReadTokens tokens() {
        return tokens;
    }

    /// Who signed the request and by which key; empty for a request without a signature.
    public Optional<KeyHolder> proven(Request request) {
        return signatures.holder(request);
    }

    /// Somebody who has proven a key that the authority chain knows.
    public record KeyHolder(Address who, Hash key) {}

    /// A read token, in the path or as a bearer.
    private static Optional<String> shown(Request request) {
        return Optional.ofNullable(request.path(TOKEN))
                .or(() -> request.bearer().filter(b -> b.startsWith(ReadTokens.PREFIX)));
    }

    /// Whether there is such a chain is not told: what is wrong with a token is found before that.
    private Optional<Address> holder(Request request) {
        return shown(request).map(token -> holder(token, request.path("chain")));
    }

    private Address holder(String token, String chain) {
        return switch (tokens.read(token)) {
            case ReadTokens.Reading.Refused(String why) -> throw new Problem(Fault.BAD_TOKEN, why);
            case ReadTokens.Reading.Held(ReadTokens.Grant grant) -> {
                if (!grant.chain().equals(chain))
                    throw new Problem(Fault.BAD_TOKEN, "expected a token for this chain, got one for another");
                yield grant.key().map(key -> standing(grant.who(), key)).orElse(grant.who());
            }
        };
    }

    private Address standing(Address who, Hash key) {
        if (node.stands(who, key)) return who;
        throw new Problem(Fault.BAD_TOKEN, "the key that was proven for it is no longer good");
    }

    /// The chains that may be listed.
    public List<ChainView> listed(Request request) {
        Address asker = asker(request);
        return node.chains().stream().filter(c -> visible(c, asker)).toList();
    }

    /// The chain named in the path, to submit to.
    public ChainView chain(Request request) {
        return chain(request, asker(request));
    }

    /// The chain named in the path, to submit to: who has signed a transaction for it may know of it as well as who
    /// signs the request. A hidden chain and one that is not there take the same work.
    public ChainView chain(Request request, Transaction transaction) {
        Address asker = asker(request);
        boolean there =
                node.chain(request.path("chain")).filter(c -> visible(c, asker)).isPresent();
        return chain(request, there ? asker : signer(request, transaction).orElse(asker));
    }

    private Optional<Address> signer(Request request, Transaction transaction) {
        if (!(transaction instanceof Transaction.Cose cose)) return Optional.empty();
        Domain domain = cose.intent().domain();
        Address sender = cose.intent().sender();
        if (!domain.equals(new Domain(node.genesis().id(), request.path("chain")))
                || cose.signed().kid().size() != Hash.SIZE) return Optional.empty();
        return node.signed(
                        sender,
                        new Hash(cose.signed().kid()),
                        cose.signed().toBeSigned(),
                        cose.signed().signature())
                ? Optional.of(sender)
                : Optional.empty();
    }

    private ChainView chain(Request request, Address asker) {
        String name = request.path("chain");
        Optional<ChainView> chain = node.chain(name);
        if (chain.filter(c -> visible(c, asker)).isPresent()) return chain.get();
        note(name, asker, request.method() + " " + request.shownUri());
        throw new Problem(Fault.UNKNOWN_CHAIN, "there is no chain " + name + " at this node");
    }

    /// The chain named in the path, to read.
    public ChainView readable(Request request) {
        return guarded(request, asker(request), false);
    }

    /// The chain named in the path, to follow its events, and which of them the policy lets the asker follow now.
    public Hearing hearing(Request request) {
        Address asker = asker(request);
        ChainView chain = guarded(request, asker, true);
        return new Hearing(chain, event -> {
            Optional<ChainView> now = node.chain(chain.name());
            return now.filter(c -> c.hears(asker, event.contract(), event.topic()))
                    .isPresent();
        });
    }

    /// A chain to follow, and which of its events are told.
    public record Hearing(ChainView chain, Predicate<Event> told) {}

    private ChainView guarded(Request request, Address asker, boolean eventsAlone) {
        ChainView chain = chain(request, asker);
        if (!chain.sees(asker))
            throw new Problem(Fault.UNAUTHORIZED, "chain " + chain.name() + " is read by its members alone");
        boolean veiled = chain.spec().category() == Category.AUTHORITY && !isOperator(request);
        return new GuardedChain(
                chain,
                asker,
                eventsAlone,
                veiled ? Optional.of(new Veil(asker, node::organisation)) : Optional.empty());
    }

    /// Handed over for every name: only the record knows which of them there are.
    private void note(String chain, Address asker, String asked) {
        node.attempts().note(chain, new Attempts.Attempt(clock.millis(), asker.toString(), asked));
    }

    /// The chain in the path is named for something that is answered without looking for it.
    public void names(Request request, Address who) {
        Mentions.in(Cbor.of(request.path("chain")), node.organisation(who))
                .forEach(name -> note(name, who, request.method() + " " + request.shownUri()));
    }

    /// A question to the authority chain may name private chains of others.
    public void asks(Request request, ChainView of, String contract, String method, Cbor arguments) {
        if (of.spec().category() != Category.AUTHORITY) return;
        Address asker = asker(request);
        Mentions.in(arguments, node.organisation(asker))
                .forEach(name -> note(name, asker, "query " + contract + "." + method));
    }

    /// The same for a proof of what the authority chain holds under a key.
    public void asks(Request request, ChainView of, String contract, Bytes key) {
        if (of.spec().category() != Category.AUTHORITY) return;
        Address asker = asker(request);
        Mentions.in(key, node.organisation(asker)).forEach(name -> note(name, asker, "proof of " + contract));
    }

    /// The same for a transaction to the authority chain; whoever is named as its sender has not proven it yet.
    public void submits(Request request, ChainView to, Transaction transaction) {
        if (to.spec().category() != Category.AUTHORITY) return;
        Address asker = signer(request, transaction).orElseGet(() -> asker(request));
        Mentions.intent(transaction)
                .filter(intent -> intent.call() instanceof Call.Invoke)
                .ifPresent(intent -> Mentions.in(intent, node.organisation(asker))
                        .forEach(name -> note(name, asker, "submit " + called((Call.Invoke) intent.call()))));
    }

    private static String called(Call.Invoke call) {
        return call.contract() + "." + call.method();
    }

    /// What others tried on the chain named in the path, for who reads it; at a city that does not keep the chain, for
    /// its owner.
    public List<Attempts.Kept> attempts(Request request) {
        String name = request.path("chain");
        Address asker = asker(request);
        boolean owner = node.hidden(name) && ChainSpec.owner(name).equals(node.organisation(asker));
        return node.attempts().of(owner ? name : readable(request).name());
    }

    private static boolean visible(ChainView chain, Address asker) {
        return chain.spec().category() != Category.PRIVATE || chain.sees(asker);
    }
}
