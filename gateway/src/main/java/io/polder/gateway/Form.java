package io.polder.gateway;

/// In which form an uplink comes; the text is the last part of its MQTT topic, where no
/// plus sign may stand.
public enum Form {
    /// Readings signed by the device: the raw bytes of a frame envelope.
    FRAME("frame"),
    /// A transaction signed by whoever sends it: the raw bytes of a COSE envelope.
    TRANSACTION("tx"),
    /// Unsigned readings in SenML JSON (RFC 8428, 5): the city's gateway vouches for them.
    SENML_JSON("senml-json"),
    /// Unsigned readings in SenML CBOR (RFC 8428, 6): the city's gateway vouches for them.
    SENML_CBOR("senml-cbor");

    private final String text;

    Form(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// True when the message carries the sender's own signature.
    public boolean signed() {
        return this == FRAME || this == TRANSACTION;
    }
}
