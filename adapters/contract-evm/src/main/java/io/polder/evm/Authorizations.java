package io.polder.evm;

import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.Code;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.Authorization;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;

/// Carries out the authorizations of a transaction (EIP-7702); one that is not good is passed over.
final class Authorizations {
    private final Secp256k1 curve;
    private final Word chainId;

    Authorizations(Secp256k1 curve, Word chainId) {
        this.curve = curve;
        this.chainId = chainId;
    }

    void apply(WorldState world, List<Authorization> authorizations) {
        for (Authorization authorization : authorizations) {
            boolean forThisChain =
                    authorization.chainId().isZero() || authorization.chainId().equals(chainId);
            if (!forThisChain || authorization.nonce() == -1) continue;
            authorization.authority(curve).ifPresent(authority -> apply(world, authorization, authority));
        }
    }

    private static void apply(WorldState world, Authorization authorization, Address authority) {
        AccountState account = world.account(authority);
        world.warm(account);
        boolean mayDelegate =
                account.code().isEmpty() || account.code().delegate().isPresent();
        if (!mayDelegate || account.nonce() != authorization.nonce()) return;
        if (account.exists() || !account.isEmpty()) {
            world.addRefund(IntrinsicGas.NEW_ACCOUNT_AUTHORIZATION - IntrinsicGas.AUTHORIZATION);
        }
        Address delegate = authorization.delegate();
        world.setCode(account, delegate.isZero() ? Code.NONE : Code.delegationTo(delegate));
        world.setNonce(account, account.nonce() + 1);
    }
}
