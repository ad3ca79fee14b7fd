package io.polder.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What came of running `polder` in this process.
record Ran(int code, String out, String err) {
    static Ran of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
