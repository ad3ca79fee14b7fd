package io.polder.operator;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

/// Hears the wish to end (Ctrl-C, SIGTERM) before the virtual machine begins to shut down. Its shutdown hooks run all
/// at once: the consensus engine's own one closes the event log under a node that is still writing to it.
final class Ending {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int INTERRUPTED = 130;

    private Ending() {}

    /// Calls back at the first signal. A second one ends the process at once, and so does a caller that has not come to
    /// its end half a minute after the first.
    static void hear(Runnable ended) {
        Thread caller = Thread.currentThread();
        Runnable once = () -> {
            Thread.ofPlatform().daemon().name("ending").start(() -> hurry(caller));
            ended.run();
        };
        try {
            for (String signal : SIGNALS) handle(signal, once);
        } catch (ReflectiveOperationException e) {
            // A virtual machine without signals for programs: its hooks must do.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(caller, ended), "end"));
        }
    }

    /// By name, because the compiler warns of the class wherever it is named.
    private static void handle(String name, Runnable once) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object signal = signals.getConstructor(String.class).newInstance(name);
        Object atOnce = handlers.getField("SIG_DFL").get(null);
        var handle = signals.getMethod("handle", signals, handlers);
        Object handler = Proxy.newProxyInstance(
                Ending.class.getClassLoader(), new Class<?>[] {handlers}, (self, method, got) -> {
                    handle.invoke(null, signal, atOnce);
                    once.run();
                    return null;
                });
        handle.invoke(null, signal, handler);
    }

    private static void hurry(Thread caller) {
        try {
            if (!caller.join(PATIENCE)) Runtime.getRuntime().exit(INTERRUPTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Thread caller, Runnable ended) {
        ended.run();
        try {
            caller.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
