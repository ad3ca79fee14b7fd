module io.polder.things {
    requires transitive io.polder.contract;
    requires io.polder.governance;

    exports io.polder.things;
}
