module io.polder.verifier {
    requires transitive io.polder.protocol;

    exports io.polder.verifier;
}
