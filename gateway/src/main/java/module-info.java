module io.polder.gateway {
    requires java.naming;
    requires transitive io.polder.chain;

    exports io.polder.gateway;
}
