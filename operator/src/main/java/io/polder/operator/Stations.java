package io.polder.operator;

import io.polder.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tukaani.xz.XZInputStream;

/// The measured readings of examples/data: stations with their places, and what each measured day by day.
record Stations(List<Station> stations, Map<String, List<Measured>> readings) {
    /// The unit as the source gives it: micrograms in a cubic metre of air.
    static final String UNIT = "ug/m3";

    static final String NAME = "PM10";
    /// What the thing is, and who published what it measured: EEA AirBase.
    static final String KIND = "pm10.eea-airbase";

    private static final String SEPARATOR = ",";

    /// A station and its place (WGS84).
    record Station(String name, BigDecimal longitude, BigDecimal latitude) {}

    /// A daily mean; the time is the beginning of the day in UTC, in epoch milliseconds.
    record Measured(long time, BigDecimal value) {}

    long count() {
        return readings.values().stream().mapToLong(List::size).sum();
    }

    /// Reads stations.csv and pm10.csv.xz of the folder.
    static Stations read(Path folder) {
        try {
            List<Station> stations = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("stations.csv")).stream()
                    .skip(1)
                    .toList()) {
                String[] fields = line.split(SEPARATOR);
                stations.add(new Station(fields[0], new BigDecimal(fields[1]), new BigDecimal(fields[2])));
            }
            return new Stations(stations, measured(folder.resolve("pm10.csv.xz")));
        } catch (IOException e) {
            throw Failure.usage("cannot read the readings in " + folder, "name the folder with --data");
        }
    }

    private static Map<String, List<Measured>> measured(Path file) throws IOException {
        Map<String, List<Measured>> readings = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new XZInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(SEPARATOR);
                long day = LocalDate.parse(fields[0])
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
                readings.computeIfAbsent(fields[1], s -> new ArrayList<>())
                        .add(new Measured(day, new BigDecimal(fields[2])));
            }
        }
        return readings;
    }

    /// Where the demo's cities lie (WGS84), to find the one nearest to a station.
    private static final Map<String, double[]> PLACES = Map.of(
            "hamburg", new double[] {9.9937, 53.5511},
            "berlin", new double[] {13.4050, 52.5200},
            "frankfurt", new double[] {8.6821, 50.1109},
            "leipzig", new double[] {12.3731, 51.3397});

    static final List<String> CITIES = List.of("hamburg", "berlin", "frankfurt", "leipzig");

    static String nearest(Station station) {
        String best = CITIES.getFirst();
        for (String city : CITIES) if (distance(station, city) < distance(station, best)) best = city;
        return best;
    }

    /// Plane distance with longitudes shortened at the station's latitude: near enough within one country.
    private static double distance(Station station, String city) {
        double[] place = PLACES.get(city);
        double north = station.latitude.doubleValue() - place[1];
        double east =
                (station.longitude.doubleValue() - place[0]) * Math.cos(Math.toRadians(station.latitude.doubleValue()));
        return Math.hypot(north, east);
    }
}
