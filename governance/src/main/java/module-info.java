module io.polder.governance {
    requires transitive io.polder.contract;

    exports io.polder.governance;
    exports io.polder.governance.council;
}
