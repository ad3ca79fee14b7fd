module io.polder.protocol {
    exports io.polder.protocol.encoding;
}
