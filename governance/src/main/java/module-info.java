module io.polder.governance {
    requires transitive io.polder.contract;

    exports io.polder.governance;
}
