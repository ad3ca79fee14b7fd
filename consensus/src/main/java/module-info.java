module io.polder.consensus {
    requires transitive io.polder.protocol;

    exports io.polder.consensus;
}
