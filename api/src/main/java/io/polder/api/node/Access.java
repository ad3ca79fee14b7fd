package io.polder.api.node;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.api.http.Request;
import io.polder.protocol.Category;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// Who may see which chain through this door. Public chains and the authority chain are open to read; a consortium
/// chain is listed and takes transactions, but is read with the operator's token; a private chain cannot be told from
/// one that does not exist without it.
public final class Access {
    public static final int TOKEN_CHARACTERS_MIN = 16;

    private final NodeView node;
    private final Optional<byte[]> token;

    public Access(NodeView node, Optional<String> token) {
        this.node = node;
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

    /// The chains that may be listed.
    public List<ChainView> listed(Request request) {
        return node.chains().stream().filter(c -> visible(c, request)).toList();
    }

    /// The chain named in the path, to submit to.
    public ChainView chain(Request request) {
        String name = request.path("chain");
        return node.chain(name)
                .filter(c -> visible(c, request))
                .orElseThrow(() -> new Problem(Fault.UNKNOWN_CHAIN, "there is no chain " + name + " at this node"));
    }

    /// The chain named in the path, to read.
    public ChainView readable(Request request) {
        ChainView chain = chain(request);
        if (chain.spec().category() == Category.CONSORTIUM && !isOperator(request))
            throw new Problem(Fault.UNAUTHORIZED, "chain " + chain.name() + " is read by its members alone");
        return chain;
    }

    private boolean visible(ChainView chain, Request request) {
        return chain.spec().category() != Category.PRIVATE || isOperator(request);
    }
}
