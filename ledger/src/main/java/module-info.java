module io.polder.ledger {
    requires transitive io.polder.protocol;

    exports io.polder.ledger;
}
