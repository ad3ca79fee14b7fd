package io.polder.verifier;

import static io.polder.protocol.encoding.Json.member;

import io.polder.protocol.encoding.Json;
import io.polder.protocol.proof.Finding;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Says what was found, for people or for programs, and never lets a stranger's bytes steer the terminal.
final class Report {
    private static final int LINE_MAX = 600;

    private final boolean json;
    private final PrintStream out;
    private final PrintStream err;

    Report(boolean json, PrintStream out, PrintStream err) {
        this.json = json;
        this.out = out;
        this.err = err;
    }

    int found(Finding finding) {
        return switch (finding) {
            case Finding.Holds holds -> {
                if (json) out.println(json(holds).write());
                else {
                    out.println("TRUE: " + holds.sentence());
                    if (holds.sender() == Finding.SenderSignature.CHECKED)
                        out.println("The sender's own signature was checked here and holds.");
                    holds.unproven().forEach(out::println);
                }
                yield Main.TRUE;
            }
            case Finding.Fails(String step, String expected, String got) -> {
                if (json)
                    out.println(Json.object(
                                    member("verified", Json.of(false)),
                                    member("step", Json.of(step)),
                                    member("expected", Json.of(safe(expected))),
                                    member("got", Json.of(safe(got))))
                            .write());
                else out.println("FALSE: " + step + ": expected " + safe(expected) + ", got " + safe(got));
                yield Main.FALSE;
            }
        };
    }

    int unreadable(String why) {
        if (json)
            out.println(Json.object(member("verified", Json.of(false)), member("unreadable", Json.of(safe(why))))
                    .write());
        else err.println("UNREADABLE: " + safe(why));
        return Main.UNREADABLE;
    }

    private static Json json(Finding.Holds holds) {
        return Json.object(
                member("verified", Json.of(true)),
                member("proven", Json.of(holds.sentence())),
                member("notProven", texts(holds.unproven())),
                member("senderSignature", Json.of(holds.sender().name().toLowerCase(Locale.ROOT))),
                member("network", Json.of(holds.record().network().toHex())),
                member("chain", Json.of(holds.header().domain().chain())),
                member("height", Json.of(holds.header().height())),
                member("time", Json.of(holds.header().time())),
                member("certifiedRound", Json.of(holds.record().round())),
                member("epoch", Json.of(holds.record().epoch())),
                member("cities", texts(holds.cities())),
                member("roster", Json.of(holds.roster())));
    }

    private static Json texts(List<String> texts) {
        return Json.array(texts.stream().<Json>map(Json::of).toList());
    }

    /// Control and formatting characters become question marks; what is long is cut.
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(LINE_MAX).forEach(c -> safe.appendCodePoint(plain(c) ? c : '?'));
        return text.length() > LINE_MAX ? safe + "…" : safe.toString();
    }

    private static boolean plain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
