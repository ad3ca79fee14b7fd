package io.polder.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/// The OpenAPI 3.1 document, made from what the operations say of themselves.
public final class OpenApi {
    private static final String OPERATOR = "operator";

    private OpenApi() {}

    public static ObjectNode document(String version, Collection<? extends Operation> operations) {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Polder city node")
                .put("version", version)
                .put(
                        "description",
                        "Reads are free; every write is a signed transaction. An answer is *final* when its block is"
                                + " executed, stored and fsynced at this node, and *certified* when more than two"
                                + " thirds of the roster have signed for it.")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/");
        TreeMap<String, ObjectNode> paths = new TreeMap<>();
        TreeSet<String> tags = new TreeSet<>();
        for (Operation operation : operations) {
            Description said = operation.description();
            tags.add(said.tag());
            paths.computeIfAbsent(said.path(), p -> Json.object())
                    .set(said.method().toLowerCase(Locale.ROOT), operation(said));
        }
        ArrayNode tagList = document.putArray("tags");
        for (String tag : tags) tagList.addObject().put("name", tag);
        document.putObject("paths").setAll(paths);
        document.set("components", components());
        return document;
    }

    private static ObjectNode operation(Description said) {
        ObjectNode node = Json.object().put("operationId", said.id()).put("summary", said.summary());
        node.putArray("tags").add(said.tag());
        if (!said.parameters().isEmpty()) {
            ArrayNode parameters = node.putArray("parameters");
            said.parameters().forEach(parameter -> parameters.add(parameter.toJson()));
        }
        if (said.takesBody()) {
            ObjectNode body = node.putObject("requestBody").put("required", true);
            body.set("content", content(said.bodies()));
        }
        ObjectNode responses = node.putObject("responses");
        for (Description.Answer answer : said.answers()) {
            ObjectNode response =
                    responses.putObject(Integer.toString(answer.status())).put("description", answer.description());
            if (!answer.forms().isEmpty()) response.set("content", content(answer.forms()));
        }
        faults(said, responses);
        if (said.needsOperator()) node.putArray("security").addObject().putArray(OPERATOR);
        return node;
    }

    private static void faults(Description said, ObjectNode responses) {
        TreeMap<Integer, TreeSet<String>> byStatus = new TreeMap<>();
        for (Fault fault : said.faults())
            byStatus.computeIfAbsent(fault.status(), s -> new TreeSet<>()).add(fault.code() + ": " + fault.title());
        byStatus.forEach((status, lines) -> {
            String name = Integer.toString(status);
            if (!responses.has(name)) responses.set(name, problem(String.join("; ", lines)));
        });
        responses.set("default", problem("any other problem"));
    }

    private static ObjectNode problem(String description) {
        ObjectNode response = Json.object().put("description", description);
        response.putObject("content")
                .putObject(Problem.TYPE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        return response;
    }

    private static ObjectNode content(Collection<Description.Form> forms) {
        ObjectNode content = Json.object();
        for (Description.Form form : forms)
            content.putObject(form.type()).set("schema", form.schema().node());
        return content;
    }

    private static ObjectNode components() {
        ObjectNode components = Json.object();
        components
                .putObject("schemas")
                .set(
                        "Problem",
                        Schema.object("a problem after RFC 9457")
                                .has("type", Schema.text("where the problem is explained"))
                                .has("title", Schema.text("what kind of problem it is"))
                                .has("status", Schema.integer("the HTTP status"))
                                .has("code", Schema.text("the problem's code, for programs"))
                                .has("detail", Schema.text("what happened"))
                                .has("instance", Schema.text("the path that was asked for"))
                                .has("next", Schema.text("what the caller can do next"))
                                .may("expected", Schema.text("what was expected"))
                                .may("got", Schema.text("what was got"))
                                .node());
        components
                .putObject("securitySchemes")
                .putObject(OPERATOR)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "the token of this node's operator");
        return components;
    }
}
