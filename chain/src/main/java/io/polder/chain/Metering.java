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
import java.util.stream.Stream;

/// Counts what a block's transactions use, by sender, organisation and contract, and holds it against the quotas. The
/// counts are part of the chain's state, so every city has the same, however it came by its blocks.
final class Metering {
    private static final Bytes NAMESPACE = Bytes.utf8(UsageRecords.NAME);
    private static final Quota UNLIMITED =
            new Quota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private final String chain;
    private final Overlay overlay;
    private final StateReader authority;
    private final SortedMap<String, Usage> used = new TreeMap<>();
    private final Map<Address, Optional<Quota>> set = new HashMap<>();

    Metering(String chain, Overlay overlay, StateReader authority) {
        this.chain = chain;
        this.overlay = overlay;
        this.authority = authority;
    }

    /// One on whose account a transaction goes, and how much it may use.
    record Account(String who, Quota quota) {}

    /// On whose account a transaction goes: its sender's, its organisation's, its contract's.
    List<Account> accounts(Opened opened) {
        Intent intent = opened.intent();
        Address sender = intent.sender();
        String organisation = opened.proven() instanceof Proven.Under(var key, String name) ? name : "";
        Optional<Quotas> quotas = organisation.isEmpty() ? Optional.empty() : Authority.quota(authority, organisation);
        Quota own = switch (sender.kind()) {
            case THING -> quotas.map(Quotas::thing).orElse(Quota.THING);
            case KEY -> organisation.isEmpty() ? Quota.THING : UNLIMITED;
            default -> UNLIMITED;
        };
        Stream<Account> all =
                Stream.of(account(sender, own), account(contract(intent.call().contract()), UNLIMITED));
        if (organisation.isEmpty() || sender.equals(Address.org(organisation)) && quotas.isEmpty()) return all.toList();
        Account answering = account(
                Address.org(organisation), quotas.map(Quotas::organisation).orElse(UNLIMITED));
        return Stream.concat(all.filter(a -> !a.who.equals(answering.who)), Stream.of(answering))
                .toList();
    }

    private Account account(Address who, Quota otherwise) {
        Optional<Quota> decided = set.computeIfAbsent(who, w -> Council.quota(authority, chain, w));
        return new Account(who.toString(), decided.orElse(otherwise));
    }

    private static Address contract(String name) {
        return new Address(Address.Kind.CONTRACT, name);
    }

    private Usage find(String who) {
        return Optional.ofNullable(used.get(who))
                .or(() -> overlay.get(slot(who)).map(Versioned::value).map(Usage::decode))
                .orElse(Usage.NONE);
    }

    private static StateKey slot(String who) {
        return new StateKey(NAMESPACE, UsageRecords.key(who));
    }

    /// Whose quota one more transaction now would be over, if anybody's.
    Optional<String> over(List<Account> accounts, long time, int size) {
        for (Account account : accounts) {
            Optional<String> over = find(account.who).counted(time, size).over(account.quota);
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
            if (all > 0 && !account.who.startsWith("contract:")) {
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
            if (!account.who.startsWith("contract:"))
                used.put(account.who, find(account.who).grown(all));
        growth.forEach((namespace, bytes) -> {
            if (!Names.valid(namespace.toUtf8())) return;
            String who = contract(namespace.toUtf8()).toString();
            used.put(who, find(who).grown(bytes));
        });
    }

    /// Puts the counts into the state at the end of the block.
    void write() {
        used.forEach((who, usage) -> overlay.put(slot(who), usage.encode()));
    }
}
