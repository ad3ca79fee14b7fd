module io.polder.interchain {
    requires transitive io.polder.protocol;

    exports io.polder.interchain;
}
