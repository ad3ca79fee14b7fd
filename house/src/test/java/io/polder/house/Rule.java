package io.polder.house;

import java.util.List;

/// A rule that one source file keeps or breaks, wherever the other files stand.
interface Rule {
    List<Finding> check(SourceFile source);
}
