package io.polder.chain;

import io.polder.chain.Opened.Proven;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.Quota;
import io.polder.governance.Quotas;
import io.polder.governance.Usage;
import io.polder.governance.UsageRecords;
import io.polder.governance.council.Council;
import io.polder.ledger.Overlay;
import io.polder.protocol.Address;
import io.polder.protocol.Intent;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts what a block's transactions use, by sender, organisation and contract, and holds it against the quotas. The
/// counts are part of the chain's state, so every city has the same, however it came by its blocks.
final class Metering {
    private static final Bytes NAMESPACE = Bytes.utf8(UsageRecords.NAME);
    private static final String CONTRACT = "contract:";
    private static final Quota UNLIMITED =
            new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private final String chain;
    private final Overlay overlay;
    private final StateReader authority;
    private final SortedMap<String, Usage> used = new TreeMap<>();
    private final Map<String, Optional<Quota>> set = new HashMap<>();

    Metering(String chain, Overlay overlay, StateReader authority) {
        this.chain = chain;
        this.overlay = overlay;
        this.authority = authority;
    }

    /// One on whose account a transaction goes, and how much it may use.
    record Account(String who, Quota quota) {}

    /// On whose account a transaction goes: its sender's, its organisation's or that of all strangers, its contract's.
    List<Account> accounts(Opened opened) {
        return accounts(opened.intent(), opened.proven() instanceof Proven.Under under ? under.organisation() : "");
    }

    List<Account> accounts(Intent intent, String organisation) {
        Address sender = intent.sender();
        Account contract = account(contract(intent.call().contract()), UNLIMITED);
        if (organisation.isEmpty()) {
            Account own = account(sender.toString(), decided(Quotas.ANYONE).orElse(Quota.STRANGER));
            return decided(Quotas.STRANGERS)
                    .map(pool -> List.of(own, contract, new Account(Quotas.STRANGERS, pool)))
                    .orElse(List.of(own, contract));
        }
        Optional<Quotas> quotas = Authority.quota(authority, organisation);
        Account answering = account(
                Address.org(organisation).toString(),
                quotas.map(Quotas::organisation).orElse(UNLIMITED));
        if (sender.equals(Address.org(organisation))) return List.of(contract, answering);
        Quota own =
                sender.kind() == Address.Kind.THING ? quotas.map(Quotas::thing).orElse(Quota.THING) : UNLIMITED;
        return List.of(account(sender.toString(), own), contract, answering);
    }

    private Account account(String who, Quota otherwise) {
        return new Account(who, decided(who).orElse(otherwise));
    }

    private Optional<Quota> decided(String who) {
        return set.computeIfAbsent(who, w -> Council.quota(authority, chain, w));
    }

    private static String contract(String name) {
        return CONTRACT + name;
    }

    private Usage find(String who) {
        return Optional.ofNullable(used.get(who))
                .or(() -> overlay.get(slot(who)).map(Versioned::value).map(Usage::decode))
                .orElse(Usage.NONE);
    }

    private static StateKey slot(String who) {
        return new StateKey(NAMESPACE, UsageRecords.key(who));
    }

    /// Whose quota one more transaction now would be over, if anybody's, with the gas that it must be able to spend.
    Optional<String> over(List<Account> accounts, long time, int size, long gas) {
        for (Account account : accounts) {
            Usage usage = find(account.who).counted(time, size);
            Optional<String> over = usage.over(account.quota);
            if (over.isEmpty() && gas > account.quota.gasPerDay() - usage.gasToday())
                over = Optional.of(account.quota.gasPerDay() + " gas a day");
            if (over.isPresent()) return Optional.of(account.who + " is over its quota of " + over.get());
        }
        return Optional.empty();
    }

    /// How much gas all of them have left today, after `count`.
    long gasLeft(List<Account> accounts) {
        long left = Long.MAX_VALUE;
        for (Account account : accounts)
            left = Math.min(left, account.quota.gasPerDay() - find(account.who).gasToday());
        return left;
    }

    void count(List<Account> accounts, long time, int size) {
        for (Account account : accounts) used.put(account.who, find(account.who).counted(time, size));
    }

    void spend(List<Account> accounts, long gas) {
        for (Account account : accounts) used.put(account.who, find(account.who).spent(gas));
    }

    /// Whose storage would be over its quota by this growth, if anybody's; shrinking is always allowed.
    Optional<String> overfull(List<Account> accounts, SortedMap<Bytes, Long> growth) {
        long all = growth.values().stream().mapToLong(Long::longValue).sum();
        for (Account account : accounts)
            if (all > 0 && !account.who.startsWith(CONTRACT)) {
                Optional<String> over = overfull(account, all);
                if (over.isPresent()) return over;
            }
        for (Map.Entry<Bytes, Long> each : growth.entrySet())
            if (each.getValue() > 0 && Names.valid(each.getKey().toUtf8())) {
                Optional<String> over = overfull(account(contract(each.getKey().toUtf8()), UNLIMITED), each.getValue());
                if (over.isPresent()) return over;
            }
        return Optional.empty();
    }

    private Optional<String> overfull(Account account, long growth) {
        return find(account.who).stored() + growth > account.quota.storage()
                ? Optional.of(account.who + " is over its quota of " + account.quota.storage() + " bytes stored")
                : Optional.empty();
    }

    void store(List<Account> accounts, SortedMap<Bytes, Long> growth) {
        long all = growth.values().stream().mapToLong(Long::longValue).sum();
        for (Account account : accounts)
            if (!account.who.startsWith(CONTRACT))
                used.put(account.who, find(account.who).grown(all));
        growth.forEach((namespace, bytes) -> {
            if (!Names.valid(namespace.toUtf8())) return;
            String who = contract(namespace.toUtf8());
            used.put(who, find(who).grown(bytes));
        });
    }

    /// Puts the counts into the state at the end of the block.
    void write() {
        used.forEach((who, usage) -> overlay.put(slot(who), usage.encode()));
    }
}
