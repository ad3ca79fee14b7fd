package io.polder.gateway;

import io.polder.chain.RefusalCode;
import io.polder.chain.attempt.Attempts;
import io.polder.gateway.Batches.Parcel;
import io.polder.gateway.Inbox.Opening.Denied;
import io.polder.gateway.Inbox.Opening.Opened;
import io.polder.gateway.Session.Proof;
import io.polder.protocol.Address;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// The one room behind all device protocols: it lets devices in, finds the route, holds the bounds, and turns what came
/// into a transaction of the device's own signature or into a batch that the city vouches for.
public final class Gateway implements Inbox, AutoCloseable {
    static final int METERS_MAX = 65_536;
    private static final Address NOBODY = Address.key(Hash.ZERO);

    private final Map<String, Lane> routed = new LinkedHashMap<>();
    /// Those and the lanes to chains that came later; replaced as a whole.
    private volatile Map<String, Lane> lanes;

    private final City self;
    private final String city;
    private final Ledgers ledgers;
    private final Register register;
    private final Tokens tokens;
    private final Bounds bounds;
    private final InstantSource clock;
    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
    private final Courier courier = new Courier(hands);
    private final Meter strangers;
    private final Map<String, Meter> meters = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Meter> eldest) {
            return size() > METERS_MAX && eldest.getValue().idle();
        }
    };
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final Tally tally = new Tally();
    private volatile boolean closed;

    /// All that belongs to one route.
    record Lane(Route route, ChainDoor chain, Batches batches) {}

    /// What lies behind a gateway: the chains that its routes name, the registry of things, how a chain that came
    /// later is found (such a one takes every form), and where attempts on private chains are noted.
    public record Ledgers(
            Collection<? extends ChainDoor> chains,
            ThingRegistry registry,
            Function<String, Optional<ChainDoor>> later,
            Attempts attempts) {
        public Ledgers(Collection<? extends ChainDoor> chains, ThingRegistry registry) {
            this(chains, registry, name -> Optional.empty(), Attempts.passing(name -> false));
        }
    }

    /// Handed over for every name: only the record knows which of them there are.
    private void note(String chain, Optional<Session> session, String asked) {
        String by = session.filter(s -> !(s.proof() instanceof Proof.None))
                .flatMap(Session::thing)
                .map(Address::thing)
                .orElse(NOBODY)
                .toString();
        ledgers.attempts.note(chain, new Attempts.Attempt(clock.millis(), by, asked));
    }

    public Gateway(City city, List<Route> routes, Ledgers ledgers, Bounds bounds, InstantSource clock) {
        this.self = city;
        this.city = city.name();
        this.ledgers = ledgers;
        this.register = new Register(ledgers.registry());
        this.tokens = new Tokens(city.secret());
        this.bounds = bounds;
        this.clock = clock;
        this.strangers = Meter.strangers(bounds, System.nanoTime());
        for (Route route : routes) {
            ChainDoor chain = ledgers.chains().stream()
                    .filter(c -> c.name().equals(route.chain()))
                    .findFirst()
                    .orElseThrow(() -> new GatewayException("expected a chain " + route.chain() + ", got none"));
            Batches batches = new Batches(chain, city, clock, courier);
            routed.put(route.chain(), new Lane(route, chain, batches));
        }
        lanes = Map.copyOf(routed);
    }

    /// The lane to a chain; of one that came later it is opened at the first message.
    private Optional<Lane> lane(String chain) {
        Optional<Lane> lane = Optional.ofNullable(lanes.get(chain));
        return lane.isPresent() || !Names.valid(chain)
                ? lane
                : ledgers.later.apply(chain).flatMap(this::opened);
    }

    private synchronized Optional<Lane> opened(ChainDoor chain) {
        if (closed) return Optional.empty();
        if (!lanes.containsKey(chain.name())) {
            Map<String, Lane> more = new HashMap<>(lanes);
            more.put(chain.name(), new Lane(Route.open(chain.name()), chain, new Batches(chain, self, clock, courier)));
            lanes = Map.copyOf(more);
        }
        return Optional.of(lanes.get(chain.name()));
    }

    /// A hidden chain is there for things that have proven who they are and may see it: to others it is unknown.
    private static boolean shown(Lane lane, Session session, Uplink uplink) {
        return !lane.chain.hidden()
                || !(session.proof() instanceof Proof.None)
                        && session.thing().equals(Optional.of(uplink.thing()))
                        && lane.chain.seenBy(uplink.thing());
    }

    @Override
    public Opening open(Credential credential) {
        return switch (credential) {
            case Credential.Token(String thing, String token) -> {
                if (!Names.valid(thing) || !tokens.holds(thing, token))
                    yield denied("expected the token of the thing, got another");
                yield open(thing, new Proof.ByToken());
            }
            case Credential.Certificate certificate -> open(certificate);
            case Credential.SignatureAlone s -> {
                if (routed.values().stream().noneMatch(lane -> lane.route.signatureAlone()))
                    yield denied("expected a token or a client certificate, got neither");
                yield new Opened(new Session(this, Optional.empty(), new Proof.None(), strangers));
            }
        };
    }

    private Opening open(Credential.Certificate credential) {
        Optional<String> thing = credential.claimed().or(() -> Certificates.commonName(credential.certificate()));
        if (thing.isEmpty() || !Names.valid(thing.get()))
            return denied("expected a user name or a certificate that names the thing, got neither");
        try {
            return open(thing.get(), new Proof.ByKey(Certificates.key(credential.certificate())));
        } catch (Malformed e) {
            return denied("the certificate's key: " + e.getMessage());
        }
    }

    /// Each message is judged again by what the registry says then.
    private Opening open(String thing, Proof proof) {
        Optional<Registration> registration = register.find(thing);
        Optional<Delivery.Refused> refusal = registration.isEmpty()
                ? Optional.of(Rights.unknown(thing))
                : Rights.standing(registration.get(), proof);
        if (refusal.isEmpty()) return new Opened(new Session(this, Optional.of(thing), proof, meter(thing)));
        tally.denied();
        return new Denied(refusal.get().code(), refusal.get().detail());
    }

    private Denied denied(String detail) {
        tally.denied();
        return new Denied(Rights.UNAUTHENTICATED, detail);
    }

    private Meter meter(String thing) {
        synchronized (meters) {
            return meters.computeIfAbsent(thing, t -> Meter.thing(bounds, System.nanoTime()));
        }
    }

    @Override
    public Optional<TimeAdvice> time(Optional<String> chain) {
        Optional<Lane> named = chain.flatMap(this::lane).filter(lane -> !lane.chain.hidden());
        if (named.isEmpty()) chain.ifPresent(name -> note(name, Optional.empty(), "time"));
        return (chain.isPresent() ? named : routed.values().stream().findFirst())
                .map(lane -> TimeAdvice.at(lane.chain.domain(), clock.millis()));
    }

    /// Answers at once what has no room; else counts it in, and out again with its answer.
    Optional<Consumer<Delivery>> admit(Session session, Uplink uplink, Consumer<Delivery> done) {
        int size = uplink.content().size();
        Optional<Delivery> full = full(session, size);
        if (full.isPresent()) {
            tally.count(full.get());
            done.accept(full.get());
            return Optional.empty();
        }
        return Optional.of(delivery -> {
            session.meter().leave();
            inFlight.decrementAndGet();
            inFlightBytes.addAndGet(-size);
            tally.count(delivery);
            done.accept(delivery);
        });
    }

    private Optional<Delivery> full(Session session, int size) {
        if (closed) return Optional.of(new Delivery.Refused(RefusalCode.NOT_SERVING.text(), "the door is closing"));
        if (!session.meter().pass(size, System.nanoTime()))
            return Optional.of(new Delivery.Refused(
                    RefusalCode.OVER_QUOTA.text(),
                    "expected at most " + bounds.messagesPerSecond() + " messages and " + bounds.bytesPerSecond()
                            + " bytes a second, got more"));
        if (!session.meter().enter(bounds.thingInFlight()))
            return Optional.of(new Delivery.Busy("expected at most " + bounds.thingInFlight() + " messages in flight"));
        if (inFlight.incrementAndGet() > bounds.inFlight() | inFlightBytes.addAndGet(size) > bounds.inFlightBytes()) {
            session.meter().leave();
            inFlight.decrementAndGet();
            inFlightBytes.addAndGet(-size);
            return Optional.of(new Delivery.Busy("the city has too many messages in flight"));
        }
        return Optional.empty();
    }

    /// Judges an uplink and hands it on. May block for the outbox.
    void work(Session session, Uplink uplink, Consumer<Delivery> done) {
        try {
            Optional<Lane> found = lane(uplink.chain()).filter(l -> shown(l, session, uplink));
            if (found.isEmpty()) {
                String form = uplink.form().name().toLowerCase(Locale.ROOT).replace('_', '-');
                note(uplink.chain(), Optional.of(session), "uplink " + form + " of thing:" + uplink.thing());
                done.accept(new Delivery.Refused(
                        RefusalCode.UNKNOWN_CHAIN.text(),
                        "expected a chain of this city, such as " + routed.keySet() + ", got another"));
                return;
            }
            Lane lane = found.get();
            Optional<Delivery.Refused> refusal =
                    Rights.refusal(lane, session, uplink).or(() -> known(session, uplink));
            if (refusal.isPresent()) done.accept(refusal.get());
            else if (uplink.form().signed()) signed(lane, session, uplink, done);
            else proxied(lane, uplink, done);
        } catch (Malformed e) {
            done.accept(new Delivery.Refused(RefusalCode.MALFORMED.text(), String.valueOf(e.getMessage())));
        }
    }

    /// What the registry says against the thing of a session.
    private Optional<Delivery.Refused> known(Session session, Uplink uplink) {
        if (session.proof() instanceof Proof.None) return Optional.empty();
        Optional<Registration> registration = register.find(uplink.thing());
        return registration.isEmpty()
                ? Optional.of(Rights.unknown(uplink.thing()))
                : Rights.known(registration.get(), session.proof(), uplink.form(), city);
    }

    private void signed(Lane lane, Session session, Uplink uplink, Consumer<Delivery> done) {
        var transaction = Rights.transaction(uplink);
        Optional<Delivery.Refused> refusal = Rights.sender(lane.route, session, uplink, transaction);
        if (refusal.isPresent()) done.accept(refusal.get());
        else courier.carry(lane.chain, transaction, uplink.acknowledge(lane.route), done);
    }

    private void proxied(Lane lane, Uplink uplink, Consumer<Delivery> done) {
        var readings = uplink.form() == Form.SENML_JSON
                ? Senml.json(uplink.content(), uplink.thing(), clock.millis())
                : Senml.cbor(uplink.content(), uplink.thing(), clock.millis());
        Parcel parcel =
                new Parcel(readings.stream().map(reading -> reading.encode()).toList(), lane.route.acknowledge(), done);
        if (parcel.bytes() > lane.batches.room())
            done.accept(new Delivery.Refused(
                    RefusalCode.TOO_LARGE.text(),
                    "expected readings of at most " + lane.batches.room() + " bytes, got " + parcel.bytes()));
        else if (!lane.batches.offer(parcel)) done.accept(new Delivery.Busy("too many readings wait"));
    }

    /// The token that lets a thing in at this city.
    public String token(String thing) {
        return tokens.of(thing);
    }

    /// What came and what became of it, since the start.
    public Tally tally() {
        return tally;
    }

    public int inFlight() {
        return inFlight.get();
    }

    Bounds bounds() {
        return bounds;
    }

    ExecutorService hands() {
        return hands;
    }

    /// Takes nothing more and sends what it has; what is in the outbox by then goes on without it.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        lanes.values().forEach(lane -> lane.batches.close());
        courier.close();
        register.close();
        hands.shutdown();
    }
}
