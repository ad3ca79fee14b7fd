package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four hosts that share nothing become a network: each sends the others one file.
class FoundingCommandsTest {
    private static final List<String> CITIES = List.of("hamburg", "berlin", "frankfurt", "leipzig");

    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    private static Ran polder(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Ran(code, out.toString(), err.toString());
    }

    private Ran init(String city, int port) {
        return polder(
                "init",
                "--city",
                city,
                "--public-address",
                city + ".example:" + port,
                "--dir",
                folder.resolve(city).toString());
    }

    private Ran found(String city, List<Path> cards) {
        List<String> words = new ArrayList<>(List.of("found", "hanse"));
        cards.forEach(c -> words.add(c.toString()));
        words.addAll(List.of("--dir", folder.resolve(city).toString(), "--json"));
        return polder(words.toArray(String[]::new));
    }

    private List<Path> cards() {
        return CITIES.stream().map(c -> folder.resolve(c).resolve("city.card")).toList();
    }

    @Test
    void four_folders_that_exchange_one_file_each_find_the_same_genesis() throws IOException {
        for (String city : CITIES) assertThat(init(city, 7400).code()).isZero();
        List<String> answers = new ArrayList<>();
        List<Path> order = new ArrayList<>(cards());
        for (String city : CITIES) {
            Ran ran = found(city, order);
            assertThat(ran.code()).as(ran.err()).isZero();
            answers.add(ran.out());
            order.add(order.removeFirst());
        }
        assertThat(answers).allMatch(a -> a.contains("fingerprint") && a.equals(answers.getFirst()));
        for (String city : CITIES)
            assertThat(Files.readAllBytes(folder.resolve(city).resolve("genesis.cbor")))
                    .isEqualTo(Files.readAllBytes(folder.resolve("hamburg").resolve("genesis.cbor")));
    }

    @Test
    void keys_are_the_owners_alone_and_leave_the_folder_in_no_card() throws IOException {
        assertThat(init("hamburg", 7400).code()).isZero();
        try (Stream<Path> keys = Files.walk(folder.resolve("hamburg").resolve("keys"))) {
            assertThat(keys.filter(Files::isRegularFile).toList())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                            .isEqualTo("rw-------"));
        }
        assertThat(Files.size(folder.resolve("hamburg").resolve("city.card"))).isLessThan(8_192);
    }

    @Test
    void a_folder_that_holds_a_city_is_not_made_again() {
        assertThat(init("hamburg", 7400).code()).isZero();
        Ran again = init("hamburg", 7400);
        assertThat(again.code()).isNotZero();
        assertThat(again.err()).contains("hamburg");
    }

    @Test
    void a_card_that_was_changed_on_its_way_is_refused() throws IOException {
        for (String city : CITIES) init(city, 7400);
        byte[] card = Files.readAllBytes(cards().get(1));
        for (int at : new int[] {3, card.length / 2, card.length - 1}) {
            byte[] changed = card.clone();
            changed[at] ^= 1;
            Files.write(cards().get(1), changed);
            Ran ran = found("hamburg", cards());
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("ask its sender");
        }
    }

    @Test
    void what_cannot_become_a_network_is_refused_with_what_to_do() {
        for (String city : CITIES) init(city, 7400);
        assertThat(found("hamburg", cards().subList(1, 4)).err()).contains("none of the cards is that of hamburg");
        List<Path> twice = new ArrayList<>(cards());
        twice.add(cards().get(2));
        assertThat(found("hamburg", twice).code()).isEqualTo(2);
        assertThat(found("hamburg", List.of(folder.resolve("absent.card"))).err())
                .contains("cannot read");
        assertThat(polder("init", "--city", "ha mburg", "--public-address", "a:1", "--dir", folder + "/x")
                        .code())
                .isEqualTo(2);
        assertThat(polder("init", "--city", "a", "--public-address", "a", "--dir", folder + "/y")
                        .err())
                .contains("HOST:PORT");
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(folder.resolve("y")).doesNotExist();
    }
}
