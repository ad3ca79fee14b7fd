package io.polder.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Pattern BRACES = Pattern.compile("\\{([a-z]+)}");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean", "array", "object");

    @Test
    void every_operation_is_listed_once_and_leads_somewhere() {
        try (FakeCity city = new FakeCity()) {
            JsonNode document = city.json("/v1/openapi.json");
            assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
            Set<String> ids = new HashSet<>();
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties())
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    assertThat(ids.add(method.getValue().path("operationId").asText()))
                            .as(path.getKey())
                            .isTrue();
                    if (path.getKey().endsWith("/stream") || path.getKey().endsWith("/events")) continue;
                    String concrete =
                            BRACES.matcher(path.getKey()).replaceAll("1").replace("chains/1", "chains/city");
                    var request = city.request(concrete);
                    if (method.getKey().equals("post")) request.POST(BodyPublishers.ofString("{}"));
                    var response = city.send(request.build());
                    assertThat(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                            .as(concrete)
                            .doesNotContain("there is no path");
                    assertThat(response.statusCode()).as(concrete).isNotIn(405, 500, 501);
                }
            assertThat(ids).hasSize(35).contains("submit", "streamReadings", "proveState", "issueToken", "openapi");
        }
    }

    @Test
    void every_path_parameter_is_described_and_every_response_has_words() {
        try (FakeCity city = new FakeCity()) {
            JsonNode document = city.json("/v1/openapi.json");
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties())
                for (JsonNode operation : path.getValue()) {
                    Set<String> described = new HashSet<>();
                    for (JsonNode parameter : operation.path("parameters")) {
                        assertThat(parameter.path("description").asText())
                                .as(path.getKey())
                                .isNotEmpty();
                        if (parameter.path("in").asText().equals("path")) {
                            assertThat(parameter.path("required").asBoolean()).isTrue();
                            described.add(parameter.path("name").asText());
                        }
                    }
                    Set<String> inPath = new HashSet<>();
                    Matcher braces = BRACES.matcher(path.getKey());
                    while (braces.find()) inPath.add(braces.group(1));
                    assertThat(described).as(path.getKey()).isEqualTo(inPath);
                    assertThat(operation.path("responses").size()).isGreaterThanOrEqualTo(2);
                    for (JsonNode response : operation.path("responses"))
                        assertThat(response.path("description").asText()).isNotEmpty();
                    assertThat(operation.path("summary").asText()).endsWith(".");
                }
        }
    }

    @Test
    void every_schema_is_of_a_known_type_and_every_reference_is_there() {
        try (FakeCity city = new FakeCity()) {
            JsonNode document = city.json("/v1/openapi.json");
            List<JsonNode> schemas = new ArrayList<>(document.findValues("schema"));
            assertThat(schemas).hasSizeGreaterThan(60);
            for (JsonNode schema : schemas) check(schema, document);
        }
    }

    private static void check(JsonNode schema, JsonNode document) {
        if (schema.has("$ref")) {
            assertThat(document.at(schema.path("$ref").asText().substring(1)).isObject())
                    .isTrue();
            return;
        }
        if (schema.has("type")) assertThat(TYPES).contains(schema.path("type").asText());
        if (schema.path("type").asText().equals("array")) {
            assertThat(schema.path("items").isObject()).isTrue();
            check(schema.path("items"), document);
        }
        for (JsonNode name : schema.path("required"))
            assertThat(schema.path("properties").has(name.asText())).isTrue();
        for (JsonNode member : schema.path("properties")) check(member, document);
        if (schema.has("pattern")) Pattern.compile(schema.path("pattern").asText());
    }
}
