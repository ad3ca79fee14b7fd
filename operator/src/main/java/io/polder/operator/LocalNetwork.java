package io.polder.operator;

import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Four cities on this machine, founded as four hosts would: each makes its keys and its card, and finds the genesis
/// from
/// the cards alone.
public record LocalNetwork(Genesis genesis, List<City> cities) {
    /// A city of the network: its folder and the ports of its doors.
    public record City(String name, CityHome home, CityConfig config) {
        public String api() {
            return "http://" + config.doors().bind() + ":" + config.doors().api();
        }

        /// Its door for devices that speak HTTP.
        String devices() {
            return "http://" + config.doors().bind() + ":" + config.doors().http();
        }
    }

    /// Opens the network in the folder, or founds it there.
    public static LocalNetwork in(Path folder, List<String> names) {
        List<CityHome> homes =
                names.stream().map(n -> new CityHome(folder.resolve(n))).toList();
        if (!homes.stream().allMatch(h -> Files.exists(h.genesisFile()))) found(names, homes);
        List<City> cities = new ArrayList<>();
        for (CityHome home : homes) cities.add(new City(home.config().name(), home, home.config()));
        return new LocalNetwork(homes.getFirst().genesis(), cities);
    }

    private static void found(List<String> names, List<CityHome> homes) {
        List<CityCard> cards = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            CityConfig.Doors doors =
                    i == 0 ? usual() : new CityConfig.Doors("127.0.0.1", freePort(), freePort(), freePort());
            homes.get(i)
                    .make(
                            new CityConfig(name, name, name, freeEndpoint(), freeEndpoint(), doors),
                            new SecureRandom(),
                            Instant.now().toEpochMilli());
            cards.add(card(homes.get(i).cardFile()));
        }
        for (CityHome home : homes) home.found("local", cards);
    }

    private static CityCard card(Path file) {
        try {
            return CityCard.decode(Bytes.wrap(Files.readAllBytes(file)), Signatures.jdk());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// The first city takes the ports where clients look, as far as they are free.
    private static CityConfig.Doors usual() {
        CityConfig.Doors doors = CityConfig.Doors.LOOPBACK;
        return new CityConfig.Doors(doors.bind(), free(doors.api()), free(doors.mqtt()), free(doors.http()));
    }

    private static int free(int wanted) {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (BindException taken) {
            return freePort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + wanted, e);
        }
    }

    private static Endpoint freeEndpoint() {
        return new Endpoint("127.0.0.1", freePort());
    }

    /// A free port after which another one is free: a city takes two for the other cities.
    static int freePair() {
        while (true) {
            int first = freePort();
            if (first < 65_535 && free(first + 1) == first + 1) return first;
        }
    }

    static int freePort() {
        return free(0);
    }
}
