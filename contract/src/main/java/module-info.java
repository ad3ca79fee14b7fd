module io.polder.contract {
    requires transitive io.polder.protocol;
    requires transitive io.polder.ledger;

    exports io.polder.contract;
}
