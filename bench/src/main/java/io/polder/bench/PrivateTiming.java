package io.polder.bench;

import io.polder.cli.Failure;
import io.polder.operator.LocalNetwork;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Whether the time of an answer tells a private chain from one that is not there: a stranger asks for the private one
/// and for two absent ones in turn, over one connection. The difference of the private one to an absent one stands
/// beside that of the two absent ones, which is noise.
final class PrivateTiming implements Measurement {
    private static final String HIDDEN = "hamburg.vault";
    /// In this order of roles: hidden, absent, absent.
    private static final List<String> NAMES = List.of(HIDDEN, "hamburg.vapor", "hamburg.villa");
    /// Differences of medians are taken over so many turns each.
    private static final int BLOCK = 50;
    private static final int BLOCKS_MAX = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MICRO = 1e3;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// What is asked of each chain.
    private record Question(String name, String path, String body) {
        HttpRequest of(String api, String chain) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path.formatted(chain)))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json");
            return (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body.formatted(chain))))
                    .build();
        }
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question("chain", "/v1/chains/%s", ""),
            new Question("entry", "/v1/chains/%s/kv/secret", ""),
            new Question(
                    "charter",
                    "/v1/chains/authority/query",
                    "{\"contract\":\"council\",\"method\":\"charter\",\"arguments\":[\"%s\"]}"));

    @Override
    public List<Figure> measure(Setting setting) {
        setting.say("private_timing: founding four cities");
        try (Town town = Town.found(setting.folder().resolve("private"))) {
            LocalNetwork.City city = town.network.cities().getFirst();
            town.place(ChainSpec.AUTHORITY, List.of(new Crowd.Enrolment(0, founding(town.network, city))));
            setting.say("private_timing: asking");
            return QUESTIONS.stream()
                    .map(question -> figure(setting, city.api(), question))
                    .toList();
        }
    }

    private static Transaction founding(LocalNetwork network, LocalNetwork.City city) {
        long now = System.currentTimeMillis();
        Cbor charter = Cbor.map(
                Cbor.of("name"), Cbor.of(HIDDEN),
                Cbor.of("category"), Cbor.of("private"),
                Cbor.of("members"), Cbor.array(Cbor.of(city.name())));
        Cbor motion = Cbor.map(Cbor.of("kind"), Cbor.of("found-chain"), Cbor.of("charter"), charter);
        Intent intent = new Intent(
                new Domain(network.genesis().id(), ChainSpec.AUTHORITY),
                Address.org(city.name()),
                new Lane(0, now),
                new Window(now - PATIENCE.toMillis(), now + 2 * PATIENCE.toMillis()),
                new Call.Invoke("council", "propose", Cbor.array(motion)));
        return Transaction.sign(intent, city.home().organisationKey());
    }

    private Figure figure(Setting setting, String api, Question question) {
        HttpRequest[] requests = NAMES.stream().map(n -> question.of(api, n)).toArray(HttpRequest[]::new);
        asked(requests, Duration.ofSeconds(setting.warmUp()));
        long[][] times = asked(requests, Duration.ofSeconds(setting.seconds()));
        int blocks = times[0].length / BLOCK;
        double hidden = 0;
        double noise = 0;
        for (int i = 0; i < blocks; i++) {
            double absent = median(times[1], i);
            hidden += Math.abs(median(times[0], i) - absent) / blocks;
            noise += Math.abs(median(times[2], i) - absent) / blocks;
        }
        return new Figure(
                "private_timing_" + question.name(),
                hidden / MICRO,
                "us",
                noise / MICRO,
                Conditions.of(
                                setting,
                                "difference of the medians of " + BLOCK + " answers, a private chain and an absent one"
                                        + " asked for in turn, mean of all such differences",
                                "the same difference between two absent ones: noise",
                                "ratio 1")
                        .put("answers", blocks * BLOCK)
                        .put("median_private_us", Figure.rounded(median(times[0]) / MICRO))
                        .put("median_absent_us", Figure.rounded(median(times[1]) / MICRO))
                        .put("median_other_absent_us", Figure.rounded(median(times[2]) / MICRO))
                        .put("private_slower_share", Figure.rounded(slower(times[0], times[1])))
                        .put("absent_slower_share", Figure.rounded(slower(times[2], times[1]))));
    }

    /// Nanoseconds of each answer, by role; who is asked for first changes with each turn.
    private long[][] asked(HttpRequest[] requests, Duration how) {
        long[][] times = new long[requests.length][BLOCK * BLOCKS_MAX];
        long end = System.nanoTime() + how.toNanos();
        int turn = 0;
        while (turn < BLOCK * BLOCKS_MAX && (turn % BLOCK != 0 || System.nanoTime() < end)) {
            for (int i = 0; i < requests.length; i++) {
                int role = (i + turn) % requests.length;
                long begun = System.nanoTime();
                int status = ask(requests[role]).statusCode();
                times[role][turn] = System.nanoTime() - begun;
                if (status / 100 != 4) throw new Failure(1, "expected a refusal, got " + status, "");
            }
            turn++;
        }
        for (int i = 0; i < times.length; i++) times[i] = Arrays.copyOf(times[i], turn);
        return times;
    }

    private HttpResponse<byte[]> ask(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Failure(1, "the city does not answer: " + e, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        }
    }

    private static double median(long[] times, int block) {
        return median(Arrays.copyOfRange(times, block * BLOCK, (block + 1) * BLOCK));
    }

    private static double median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /// In which share of the turns the first took longer: one half when the time tells nothing.
    private static double slower(long[] first, long[] second) {
        int slower = 0;
        for (int i = 0; i < first.length; i++) if (first[i] > second[i]) slower++;
        return first.length == 0 ? 0 : (double) slower / first.length;
    }
}
