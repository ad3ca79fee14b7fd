package io.polder.testkit;

import java.util.Random;

/// What becomes of something on its way through a bad network.
enum Fate {
    ONCE,
    TWICE,
    LATER,
    NEVER;

    static Fate of(Random random) {
        int dice = random.nextInt(20);
        if (dice == 0) return NEVER;
        if (dice < 3) return TWICE;
        return dice < 8 ? LATER : ONCE;
    }
}
