module io.polder.chain {
    requires transitive io.polder.consensus;
    requires transitive io.polder.contract;
    requires transitive io.polder.governance;
    requires transitive io.polder.ledger;
    requires transitive io.polder.protocol;
    requires transitive io.polder.things;

    exports io.polder.chain;
    exports io.polder.chain.attempt;
}
