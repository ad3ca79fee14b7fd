package io.polder.bench;

import java.util.List;

/// Measures one figure, or several that fall out of the same run.
interface Measurement {
    List<Figure> measure(Setting setting);
}
