package io.polder.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Tries to tell a private chain from one that does not exist, as anyone without its owner's key can.
final class HiddenChain {
    /// Two names of one length, so that nothing but their letters differs in what is asked.
    static final String PRIVATE = "hamburg.vault";
    static final String ABSENT = "hamburg.nihil";

    private static final String ID = "00".repeat(32);
    /// What a stranger can ask of a chain, and what he can send to it.
    private static final List<String> QUESTIONS = List.of(
            "",
            "/blocks",
            "/blocks/1",
            "/blocks/stream",
            "/transactions/" + ID,
            "/query",
            "/kv",
            "/kv/secret",
            "/kv/secret/history",
            "/things",
            "/readings",
            "/events",
            "/attempts",
            "/proofs/transactions/" + ID,
            "/proofs/state/kv/secret",
            "/evm");

    private HiddenChain() {}

    /// The questions that the city answers in another way for the private chain than for the absent one.
    static List<String> differences(LocalNetwork.City city) {
        CityClient client = new CityClient(city.api());
        List<String> different = new ArrayList<>();
        for (String question : QUESTIONS) {
            compare("GET " + question, name -> client.get("/v1/chains/" + name + question), different);
            compare("POST " + question, name -> client.post("/v1/chains/" + name + question, "{}", "none"), different);
        }
        return different;
    }

    private interface Asking {
        Optional<CityClient.Answer> ask(String chain);
    }

    private static void compare(String what, Asking asking, List<String> different) {
        Optional<CityClient.Answer> hidden = asking.ask(PRIVATE);
        Optional<CityClient.Answer> absent = asking.ask(ABSENT);
        boolean same = hidden.isPresent()
                && absent.isPresent()
                && hidden.get().status() == absent.get().status()
                && text(hidden.get()).replace(PRIVATE, ABSENT).equals(text(absent.get()));
        if (!same) different.add(what);
    }

    private static String text(CityClient.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /// Whether any file of the city holds the text.
    static boolean onDisk(LocalNetwork.City city, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(city.home().folder())) {
            return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, wanted));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search " + city.home().folder(), e);
        }
    }

    private static boolean holds(Path file, byte[] wanted) {
        try {
            byte[] content = Files.readAllBytes(file);
            for (int at = 0; at + wanted.length <= content.length; at++)
                if (content[at] == wanted[0]
                        && Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) return true;
            return false;
        } catch (NoSuchFileException e) {
            // the store has removed it since the folder was read
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
