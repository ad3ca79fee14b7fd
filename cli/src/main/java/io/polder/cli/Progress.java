package io.polder.cli;

import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far long work is: a bar on a terminal, a line every tenth elsewhere, nothing with `--json`.
public final class Progress implements AutoCloseable {
    private static final int LINES = 10;

    private final Optional<ProgressBar> bar;
    private final Optional<PrintWriter> lines;
    private final String what;
    private final long all;
    private long done;
    private long told;

    private Progress(Optional<ProgressBar> bar, Optional<PrintWriter> lines, String what, long all) {
        this.bar = bar;
        this.lines = lines;
        this.what = what;
        this.all = all;
    }

    public static Progress of(Common common, String what, long all) {
        if (common.json()) return new Progress(Optional.empty(), Optional.empty(), what, all);
        if (System.console() == null || !System.console().isTerminal())
            return new Progress(Optional.empty(), Optional.of(common.err()), what, all);
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(all)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
        return new Progress(Optional.of(bar), Optional.empty(), what, all);
    }

    public void step(long more) {
        done += more;
        bar.ifPresent(b -> b.stepBy(more));
        long tenth = all == 0 ? 0 : done * LINES / all;
        if (lines.isPresent() && tenth > told) {
            told = tenth;
            lines.get().println(what + ": " + done + " of " + all);
            lines.get().flush();
        }
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
