package io.polder.gateway;

import io.polder.chain.RefusalCode;
import io.polder.gateway.Delivery.Refused;
import io.polder.gateway.Session.Proof;
import io.polder.protocol.Address;
import io.polder.protocol.Envelope;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Hash;
import java.util.Locale;
import java.util.Optional;

/// Who may bring what through a door. The chain judges every signature again by its own state.
final class Rights {
    static final String UNAUTHENTICATED = "unauthenticated";

    private Rights() {}

    /// Whether the registry lets a thing speak, and with the key it has shown.
    static Optional<Refused> standing(Registration registration, Proof proof) {
        if (!registration.active())
            return refused(
                    RefusalCode.SUSPENDED,
                    "expected the active thing " + registration.thing() + ", got one that is "
                            + registration.state().name().toLowerCase(Locale.ROOT));
        return key(registration, proof);
    }

    private static Optional<Refused> key(Registration registration, Proof proof) {
        if (proof instanceof Proof.ByKey(Hash key) && !registration.key().equals(Optional.of(key)))
            return refused(
                    RefusalCode.UNKNOWN_KEY,
                    "expected a certificate over the registered key of " + registration.thing() + ", got the key "
                            + key);
        return Optional.empty();
    }

    /// What speaks against an uplink before its content is read.
    static Optional<Refused> refusal(Gateway.Lane lane, Session session, Uplink uplink) {
        if (!lane.route().forms().contains(uplink.form()))
            return refused(
                    RefusalCode.NOT_PERMITTED,
                    "the route to " + uplink.chain() + " takes no "
                            + uplink.form().text());
        if (session.thing().filter(thing -> !thing.equals(uplink.thing())).isPresent())
            return refused(
                    RefusalCode.NOT_PERMITTED,
                    "expected messages of thing:" + session.thing().get() + ", got one of another");
        long most = uplink.form().signed() ? lane.chain().limits().transactionBytes() - 1 : Senml.BYTES_MAX;
        if (uplink.content().size() > most)
            return refused(
                    RefusalCode.TOO_LARGE,
                    "expected at most " + most + " bytes, got "
                            + uplink.content().size());
        return session.proof() instanceof Proof.None ? alone(lane.route(), uplink) : Optional.empty();
    }

    private static Optional<Refused> alone(Route route, Uplink uplink) {
        if (!uplink.form().signed() || !route.signatureAlone())
            return Optional.of(new Refused(
                    UNAUTHENTICATED,
                    "expected a token or a client certificate for "
                            + uplink.form().text() + ", got neither"));
        return Optional.empty();
    }

    /// What the registry says against a message. A transaction may be what makes a thing active, so of that the chain
    /// alone judges the sender's standing.
    static Optional<Refused> known(Registration registration, Proof proof, Form form, String city) {
        if (form == Form.TRANSACTION) return key(registration, proof);
        Optional<Refused> refusal = standing(registration, proof);
        return refusal.isPresent() || form.signed() ? refusal : vouched(registration, city);
    }

    /// The rules of the contract `readings`, told before they cost the others of a batch their time.
    private static Optional<Refused> vouched(Registration registration, String city) {
        if (!registration.city().equals(city))
            return Optional.of(
                    new Refused("other-city", "expected a thing of " + city + ", got one of " + registration.city()));
        if (!registration.proxied())
            return Optional.of(new Refused(
                    "signs-itself", registration.thing() + " signs for itself and has not delegated that to its city"));
        return Optional.empty();
    }

    static Refused unknown(String thing) {
        return new Refused(RefusalCode.UNKNOWN_SENDER.text(), "expected an enrolled thing, got " + thing);
    }

    static Transaction transaction(Uplink uplink) {
        return Transaction.decode(uplink.form() == Form.FRAME ? Envelope.FRAME : Envelope.COSE, uplink.content());
    }

    /// Frames come from their own thing. Transactions do too, unless the route lets signatures stand for themselves:
    /// so an organisation's enrolment can come through the device it enrols.
    static Optional<Refused> sender(Route route, Session session, Uplink uplink, Transaction transaction) {
        Address thing = Address.thing(uplink.thing());
        Address sender = switch (transaction) {
            case Transaction.Cose cose -> cose.intent().sender();
            case Transaction.DeviceFrame frame -> frame.frame().sender();
            default -> throw new IllegalStateException("a door decodes no other envelope");
        };
        if (sender.equals(thing)) return Optional.empty();
        if (uplink.form() == Form.TRANSACTION && route.signatureAlone()) return Optional.empty();
        return refused(RefusalCode.NOT_PERMITTED, "expected the sender " + thing + ", got " + sender);
    }

    private static Optional<Refused> refused(RefusalCode code, String detail) {
        return Optional.of(new Refused(code.text(), detail));
    }
}
