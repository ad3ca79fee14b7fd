package io.polder.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.home.CityHome;
import io.polder.testkit.Await;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The crash matrix on the real engine and the real store: processes that halt at a chosen point of a round.
class CityCrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LINES_MAX = 10_000;

    private final List<Child> children = new ArrayList<>();
    private final Set<String> accepted = new TreeSet<>();
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private int saves;

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        children.forEach(child -> child.process.destroyForcibly());
    }

    /// A process of cities as its teller sees it.
    private final class Child {
        private final List<Path> homes;
        private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(LINES_MAX);
        private Process process;
        private BufferedWriter tell;

        Child(List<Path> homes) throws IOException {
            this.homes = homes;
            children.add(this);
            start();
        }

        void start() throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MortalCities.class.getName()));
            homes.forEach(home -> command.add(home.toString()));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            tell = process.outputWriter(StandardCharsets.UTF_8);
            Process listened = process;
            Thread.ofVirtual().start(() -> listen(listened));
        }

        private void listen(Process spoken) {
            try (var lines =
                    new BufferedReader(new InputStreamReader(spoken.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("final ")) acknowledged.add(line.substring(6));
                    if (line.startsWith("= ")) answers.add(line.substring(2));
                }
            } catch (IOException e) {
                // The process has ended, which is what it is for.
                answers.add("dead");
            }
            answers.add("dead");
        }

        String ask(String line) {
            try {
                tell.write(line);
                tell.newLine();
                tell.flush();
                String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return answer == null ? "silent" : answer;
            } catch (IOException e) {
                return "dead";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "silent";
            }
        }

        void awaitActive() {
            Await.until(PATIENCE, "all are active", () -> ask("active").equals("true"), () -> "not");
        }

        void save(int city) {
            String name = "k" + saves++;
            if (ask("save " + city + " " + name).equals("accepted")) accepted.add(name);
        }

        void comeBack() throws Exception {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            answers.clear();
            start();
        }
    }

    private static List<Path> paths(List<CityHome> homes) {
        return homes.stream().map(CityHome::folder).toList();
    }

    /// @param alone true when one city dies, in a process of its own; else all four die with it
    private void crash(MortalCity.Point point, boolean alone) throws Exception {
        List<Path> homes = paths(Homes.found(folder));
        Child mortal = new Child(alone ? homes.subList(3, 4) : homes);
        if (alone) new Child(homes.subList(0, 3));
        children.forEach(Child::awaitActive);
        for (int i = 0; i < 8; i++) children.getLast().save(i % 3);
        Await.until(PATIENCE, "all final", () -> acknowledged.containsAll(accepted), () -> acknowledged);
        int before = accepted.size();
        assertThat(before).isEqualTo(8);

        mortal.ask("die 0 " + point);
        Await.until(
                PATIENCE,
                "the process dies",
                () -> {
                    for (Child child : children) child.save(0);
                    return !mortal.process.isAlive();
                },
                () -> accepted);
        if (alone) for (int i = 0; i < 8; i++) children.getLast().save(i % 3);
        mortal.comeBack();
        children.forEach(Child::awaitActive);
        for (Child child : children) child.save(0);
        assertThat(accepted).hasSizeGreaterThan(before);
        allAreEqualAndNothingIsLost();
    }

    private List<String> books() {
        return children.stream()
                .flatMap(child -> Stream.of(child.ask("books").split(";")))
                .toList();
    }

    private void allAreEqualAndNothingIsLost() {
        String names = String.join(" ", accepted);
        Await.until(
                PATIENCE,
                "every city has the same blocks, all certified, everything accepted, and nothing waits",
                () -> {
                    List<String> books = books();
                    String[] first = books.getFirst().split(" ");
                    return Set.copyOf(books).size() == 1
                            && first[1].equals(first[2])
                            && first[4].equals("0")
                            && children.stream()
                                    .allMatch(c -> c.ask("lacks " + names).equals("[]"));
                },
                () -> books() + " accepted " + accepted.size() + " acknowledged " + acknowledged.size() + " lacking "
                        + children.stream().map(c -> c.ask("lacks " + names)).toList());
        assertThat(books()).hasSize(4).allSatisfy(b -> assertThat(b).contains(" once "));
        assertThat(accepted).containsAll(acknowledged);
    }

    @Test
    void all_four_lose_power_between_the_ledger_write_and_the_snapshot() throws Exception {
        crash(MortalCity.Point.AFTER_THE_LEDGER_WRITE, false);
    }

    static Stream<Arguments> matrix() {
        return Stream.of(MortalCity.Point.values())
                .flatMap(point -> Stream.of(Arguments.of(point, true), Arguments.of(point, false)));
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}, one city alone: {1}")
    @MethodSource("matrix")
    void the_matrix(MortalCity.Point point, boolean alone) throws Exception {
        crash(point, alone);
    }
}
