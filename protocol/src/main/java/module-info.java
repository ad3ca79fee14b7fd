module io.polder.protocol {
    exports io.polder.protocol.encoding;
    exports io.polder.protocol.tree;
}
