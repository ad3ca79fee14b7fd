package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole demonstration, with what npm brings.
@Tag("long")
class EvmDemoTest {
    @TempDir
    Path folder;

    private static boolean npm() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "ping").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void neighbours_settle_and_every_balance_is_right() throws InterruptedException {
        assumeTrue(npm(), "npm reaches no registry");
        StringWriter out = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "demo",
                "evm",
                "--json",
                "--dir",
                folder.toString(),
                "--dapp",
                "../examples/dapps/energy",
                "--contracts",
                "../contracts");
        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString().lines().reduce((a, b) -> b).orElse(""))
                .matches("\\{\"demo\":\"ok\",\"transfers\":[1-9][0-9]*,\"tools\":\\[\"polder\",.*],\"settled\":true}");
    }
}
