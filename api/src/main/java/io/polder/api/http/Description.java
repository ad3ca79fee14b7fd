package io.polder.api.http;

import java.util.ArrayList;
import java.util.List;

/// What an operation says of itself; the router and the OpenAPI document are both made from it.
public final class Description {
    public static final String JSON = "application/json";
    public static final String CBOR = "application/cbor";
    public static final String EVENTS = "text/event-stream";

    /// A body in one media type.
    public record Form(String type, Schema schema) {}

    /// What comes back with a status: in any of the forms.
    public record Answer(int status, String description, List<Form> forms) {}

    private final String method;
    private final String path;
    private final String id;
    private final String tag;
    private String summary = "";
    private boolean forOperators;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Form> bodies = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    private Description(String method, String path, String id, String tag) {
        this.method = method;
        this.path = path;
        this.id = id;
        this.tag = tag;
    }

    /// @param path in OpenAPI's form, with parameters in braces
    public static Description get(String path, String id, String tag) {
        return new Description("GET", path, id, tag);
    }

    public static Description post(String path, String id, String tag) {
        return new Description("POST", path, id, tag);
    }

    public Description says(String summary) {
        this.summary = summary;
        return this;
    }

    public Description takes(Parameter... parameters) {
        this.parameters.addAll(List.of(parameters));
        return this;
    }

    public Description body(String type, Schema schema) {
        bodies.add(new Form(type, schema));
        return this;
    }

    public Description answers(int status, String description, Form... forms) {
        answers.add(new Answer(status, description, List.of(forms)));
        return this;
    }

    public Description json(String description, Schema schema) {
        return answers(200, description, new Form(JSON, schema));
    }

    public Description fails(Fault... faults) {
        this.faults.addAll(List.of(faults));
        return this;
    }

    /// Only with the operator's token.
    public Description forOperators() {
        forOperators = true;
        return fails(Fault.UNAUTHORIZED);
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    public String id() {
        return id;
    }

    String tag() {
        return tag;
    }

    String summary() {
        return summary;
    }

    boolean needsOperator() {
        return forOperators;
    }

    boolean takesBody() {
        return !bodies.isEmpty();
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Form> bodies() {
        return bodies;
    }

    List<Answer> answers() {
        return answers;
    }

    List<Fault> faults() {
        return faults;
    }
}
