package io.polder.api.node;

import io.polder.chain.Admission;
import io.polder.protocol.Call;
import io.polder.protocol.signature.PublicKey;
import java.time.Duration;
import java.util.Optional;

/// What only the operator of the node may have done: things that need the node's own keys.
public interface OperatorDesk {
    /// Whose key signs.
    enum Signer {
        ORGANISATION,
        CITY
    }

    /// A token by which a thing may come in at this city's doors, and when it ends in epoch milliseconds.
    record DeviceToken(String thing, String token, long expires) {}

    DeviceToken issueToken(String thing, Duration life);

    /// Signs a call with the node's own key and submits it.
    Admission submit(String chain, Signer signer, Call call);

    /// Makes a key that this node keeps for a person, encrypted under the passphrase; empty when it keeps one already.
    Optional<PublicKey> host(String person, String passphrase);

    /// Signs a call with the key that this node keeps for a person, and submits it.
    Admission submitHosted(String chain, String person, String passphrase, Call call);
}
