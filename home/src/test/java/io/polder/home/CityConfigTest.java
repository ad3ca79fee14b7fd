package io.polder.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityConfigTest {
    private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 9);

    @TempDir
    Path folder;

    private static CityConfig with(CityConfig.Doors doors) {
        return new CityConfig("kiel", "Kiel", "kiel", NOWHERE, NOWHERE, doors);
    }

    private CityConfig written(CityConfig config) {
        Path file = folder.resolve("city.conf");
        config.write(file);
        return CityConfig.read(file);
    }

    @Test
    void what_is_written_is_read_again() {
        CityConfig plain = with(CityConfig.Doors.LOOPBACK);
        assertThat(written(plain)).isEqualTo(plain);
        assertThat(plain.doors().origins()).containsExactly("loopback");
        CityConfig listed = with(new CityConfig.Doors("0.0.0.0", 1, 2, 3, List.of("https://dapp.example", "loopback")));
        assertThat(written(listed)).isEqualTo(listed);
        CityConfig none = with(new CityConfig.Doors("0.0.0.0", 1, 2, 3, List.of()));
        assertThat(written(none)).isEqualTo(none);
    }

    @Test
    void a_configuration_of_before_there_were_origins_lets_this_machines_pages_in() throws IOException {
        Path file = folder.resolve("city.conf");
        CityConfig plain = with(CityConfig.Doors.LOOPBACK);
        plain.write(file);
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.contains("origins"))
                .toList();
        Files.write(file, lines);
        assertThat(CityConfig.read(file)).isEqualTo(plain);
    }

    @Test
    void records_are_made_once_a_day_unless_the_cities_agree_on_something_else() throws IOException {
        Path file = folder.resolve("city.conf");
        Files.writeString(file, "name = kiel\n");
        assertThat(CityConfig.settleEvery(file)).isEqualTo(Duration.ofDays(1));
        Files.writeString(file, "settle-every = 1h\n");
        assertThat(CityConfig.settleEvery(file)).isEqualTo(Duration.ofHours(1));
        Files.writeString(file, "settle-every = 1ms\n");
        assertThatThrownBy(() -> CityConfig.settleEvery(file)).isInstanceOf(Malformed.class);
    }
}
