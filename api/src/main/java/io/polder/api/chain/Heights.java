package io.polder.api.chain;

import io.polder.api.document.Refusals;
import io.polder.api.http.Request;
import io.polder.api.node.ChainView;
import io.polder.chain.Answer;
import java.util.OptionalLong;

/// The promise of "at least height h": what is older is not shown.
final class Heights {
    private Heights() {}

    static void require(Request request, ChainView chain) {
        OptionalLong asked = request.atLeast();
        if (asked.isPresent() && chain.height() < asked.getAsLong())
            throw Refusals.of(new Answer.Behind(asked.getAsLong(), chain.height()));
    }
}
