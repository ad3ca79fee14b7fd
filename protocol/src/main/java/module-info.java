module io.polder.protocol {
    exports io.polder.protocol;
    exports io.polder.protocol.encoding;
    exports io.polder.protocol.proof;
    exports io.polder.protocol.signature;
    exports io.polder.protocol.tree;
    exports io.polder.protocol.x509;
}
