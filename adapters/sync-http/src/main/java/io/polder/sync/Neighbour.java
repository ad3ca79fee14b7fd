package io.polder.sync;

import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/// The way to one other city: a client that shows this city's certificate and speaks with that city alone.
final class Neighbour implements AutoCloseable {
    private final Member member;
    private final HttpClient client;
    private final Patience patience;

    Neighbour(Member member, SyncIdentity identity, CityKeys keys, Patience patience) {
        this.member = member;
        this.patience = patience;
        RosterTrust trust =
                new RosterTrust(identity.seats(), identity.network(), identity.clock(), Optional.of(member.name()));
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect())
                .sslContext(context(keys, trust))
                .sslParameters(parameters)
                .build();
    }

    private static SSLContext context(CityKeys keys, RosterTrust trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS 1.3", e);
        }
    }

    Member member() {
        return member;
    }

    /// True for the same city at the same place.
    boolean leadsTo(Member other) {
        return member.name().equals(other.name()) && member.sync().equals(other.sync());
    }

    /// What is not as it must be leaves as `Malformed`; a neighbour that does not answer as `IOException`.
    List<RoundBundle> rounds(long after, int limit) throws IOException, InterruptedException {
        String question = Paths.ROUNDS + "?after=" + after + "&limit=" + limit;
        Optional<Bytes> body = get(question);
        if (body.isEmpty()) return List.of();
        List<Cbor> items = Cbor.decode(body.get()).asArray();
        if (items.size() > limit) throw new Malformed("at most " + limit + " rounds", items.size() + "");
        return items.stream().map(i -> RoundBundle.decode(i.asBytes())).toList();
    }

    Optional<Certificate> certificate(long round) throws IOException, InterruptedException {
        return get(Paths.CERTIFICATE + "?round=" + round).map(b -> Certificate.of(Cbor.decode(b)));
    }

    long certifiedRound() throws IOException, InterruptedException {
        return Cbor.decode(get(Paths.HEAD).orElseThrow(() -> new IOException("it has no " + Paths.HEAD)))
                .asInt();
    }

    List<Handover> handovers(long afterEpoch) throws IOException, InterruptedException {
        Optional<Bytes> body = get(Paths.HANDOVERS + "?after=" + afterEpoch);
        return body.isEmpty() ? List.of() : Handover.listOf(Cbor.decode(body.get()));
    }

    Optional<Bytes> snapshot(SnapshotPart part) throws IOException, InterruptedException {
        return answer(post(Paths.SNAPSHOT, part.encode()));
    }

    /// Whether it takes a transaction into its own outbox.
    boolean offer(Bytes wire) throws IOException, InterruptedException {
        return post(Paths.TRANSACTIONS, wire).statusCode() == 200;
    }

    private HttpResponse<byte[]> post(String path, Bytes body) throws IOException, InterruptedException {
        URI uri = URI.create("https://" + member.sync() + path);
        return exchange(HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
                .build());
    }

    private Optional<Bytes> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("https://" + member.sync() + path);
        return answer(exchange(HttpRequest.newBuilder(uri).GET().build()));
    }

    private static Optional<Bytes> answer(HttpResponse<byte[]> response) throws IOException {
        return switch (response.statusCode()) {
            case 200 -> Optional.of(Bytes.wrap(response.body()));
            case 404, Paths.NOT_KEPT -> Optional.empty();
            default -> throw new IOException("the status " + response.statusCode());
        };
    }

    /// The whole answer within the time, however slowly it comes, and never more than the bound in memory.
    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> {
            long told = head.headers().firstValueAsLong("Content-Length").orElse(0);
            if (told > Paths.ANSWER_BYTES_MAX)
                throw new Malformed("an answer of at most " + Paths.ANSWER_BYTES_MAX + " bytes", told + "");
            return BodyHandlers.limiting(BodyHandlers.ofByteArray(), Paths.ANSWER_BYTES_MAX)
                    .apply(head);
        });
        try {
            return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + patience.answer(), e);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause())
                if (cause instanceof Malformed malformed) throw malformed;
            for (Throwable cause = e; cause != null; cause = cause.getCause())
                if (cause instanceof SSLException tls) throw tls;
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
