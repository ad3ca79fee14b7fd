package io.polder.evm.statetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/// Runs where `-Dpolder.fixtures=DIR` names a folder with `ethereum-tests.tar.xz`.
class OfficialTestsTest {
    private static final Path UNPACKED = Path.of("target", "ethereum-tests");
    private static final int THREADS = 2;

    @Test
    void every_official_test_leaves_the_expected_state_and_logs() throws Exception {
        String fixtures = System.getProperty("polder.fixtures", "");
        assumeThat(fixtures).as("polder.fixtures").isNotEmpty();
        Path archive = Path.of(fixtures, "ethereum-tests.tar.xz");
        assumeThat(archive).exists();
        unpack(archive);

        Tally tally = runAll();

        assertThat(tally.failures()).isEmpty();
        assertThat(tally.files()).isGreaterThan(3000);
        assertThat(tally.passed()).isGreaterThan(17000);
        assertThat(tally.skipped()).as("only the test of 2^32 rounds").isLessThanOrEqualTo(1);
    }

    private static Tally runAll() throws InterruptedException, ExecutionException {
        StateTestRun run = new StateTestRun(UNPACKED, false);
        Tally total = new Tally();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Future<Tally> first = threads.submit((Callable<Tally>) () -> run.run(0, THREADS));
            Future<Tally> second = threads.submit((Callable<Tally>) () -> run.run(1, THREADS));
            total.add(first.get());
            total.add(second.get());
        }
        return total;
    }

    private static void unpack(Path archive) throws IOException {
        if (Files.exists(UNPACKED)) return;
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = UNPACKED.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !target.startsWith(UNPACKED)) continue;
                Files.createDirectories(target.getParent());
                Files.copy(tar, target);
            }
        }
    }
}
