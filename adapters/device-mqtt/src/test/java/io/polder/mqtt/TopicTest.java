package io.polder.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Topics are read strictly: what is not exactly one of ours is none.
class TopicTest {
    private static final Optional<String> THING = Optional.of("DEHH008");

    @Test
    void a_topic_names_chain_thing_and_form() {
        assertThat(Topic.parse("polder/v1/city/DEHH008/frame")).contains(new Topic("city", "DEHH008", "frame"));
        assertThat(Topic.parse("polder/v1/city/DEHH008/time")).contains(new Topic("city", "DEHH008", "time"));
    }

    @Test
    void whatever_differs_is_no_topic() {
        for (String text : List.of(
                "",
                "polder/v1/city/DEHH008",
                "polder/v1/city/DEHH008/frame/",
                "/polder/v1/city/DEHH008/frame",
                "polder/v2/city/DEHH008/frame",
                "polder/v1//DEHH008/frame",
                "polder/v1/city/../frame",
                "polder/v1/city/+/frame",
                "polder/v1/city/DEHH008/down/time",
                "polder/v1/city/DEHH008/FRAME",
                "polder/v1/city/DEHH 008/frame"))
            assertThat(Topic.parse(text)).as(text).isEmpty();
    }

    @Test
    void filters_reach_the_own_thing_alone() {
        for (String filter : List.of(
                "polder/v1/city/DEHH008/down/#",
                "polder/v1/+/DEHH008/down/#",
                "polder/v1/city/DEHH008/down/time",
                "polder/v1/city/DEHH008/down/+"))
            assertThat(Topic.mayHear(filter, THING)).as(filter).isTrue();
        for (String filter : List.of(
                "#",
                "polder/#",
                "polder/v1/city/+/down/#",
                "polder/v1/city/DEBE010/down/#",
                "polder/v1/city/DEHH008/#",
                "polder/v1/city/DEHH008/down",
                "polder/v1/city/DEHH008/down/#/time",
                "polder/v1/#/DEHH008/down/#",
                "polder/v1/city/DEHH008/down/ti+"))
            assertThat(Topic.mayHear(filter, THING)).as(filter).isFalse();
        assertThat(Topic.mayHear("polder/v1/city/+/down/#", Optional.empty())).isFalse();
    }

    @Property
    void no_text_breaks_the_parser_and_what_is_parsed_reads_back(@ForAll String text) {
        Topic.parse(text)
                .ifPresent(t ->
                        assertThat(Topic.of(t.chain(), t.thing(), t.leaf())).isEqualTo(text));
        Topic.parse("polder/v1/" + text).ifPresent(t -> assertThat(text).endsWith("/" + t.leaf()));
        if (Topic.mayHear("polder/v1/" + text, THING)) assertThat(text).contains("/DEHH008/down/");
    }
}
