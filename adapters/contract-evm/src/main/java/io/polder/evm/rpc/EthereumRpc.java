package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.api.http.Problem;
import io.polder.chain.Chain;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Answers JSON-RPC 2.0 requests about one chain. It is for many threads at once.
public final class EthereumRpc {
    /// Requests in one batch, and bytes of the answers of all.
    public static final int BATCH_MAX = 100;

    public static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int RESPONSE_TOO_LARGE = -32003;
    private static final Logger LOG = System.getLogger(EthereumRpc.class.getName());

    private final Map<String, Methods.Method> methods = new TreeMap<>();
    private final ChainAccess chain;

    public EthereumRpc(Chain chain, InstantSource clock) {
        this.chain = new ChainAccess(chain);
        Pool pool = new Pool(this.chain, new Underway());
        Logs logs = new Logs(this.chain);
        new NetworkMethods(this.chain).addTo(methods);
        new StateMethods(this.chain, pool, clock).addTo(methods);
        readers(new BlockMethods(this.chain, pool));
        readers(new Filters(this.chain, logs, clock));
        readers(new TraceMethods(this.chain));
        pool.addTo(methods);
    }

    /// Methods that tell what is in blocks.
    private void readers(Methods some) {
        Map<String, Methods.Method> added = new TreeMap<>();
        some.addTo(added);
        added.forEach((name, method) -> methods.put(name, parameters -> {
            chain.mayReadBlocks();
            return method.run(parameters);
        }));
    }

    ChainAccess chain() {
        return chain;
    }

    /// The names of all methods.
    public Set<String> methods() {
        return Set.copyOf(methods.keySet());
    }

    /// Answers a request or a batch; nothing for notifications.
    public Optional<JsonNode> answer(Bytes request) {
        return answer(request, methods);
    }

    /// The same with methods that only some connections have.
    Optional<JsonNode> answer(Bytes request, Map<String, Methods.Method> methods) {
        JsonNode parsed;
        try {
            parsed = Json.parse(request);
        } catch (Problem | Malformed e) {
            return Optional.of(error(NullNode.getInstance(), new RpcError(RpcError.PARSE, "parse error")));
        }
        return answer(parsed, methods);
    }

    static JsonNode busy() {
        return error(NullNode.getInstance(), new RpcError(RpcError.LIMIT, "too many requests at once"));
    }

    private static Optional<JsonNode> answer(JsonNode request, Map<String, Methods.Method> methods) {
        if (!request.isArray()) return one(request, methods);
        if (request.isEmpty()) return Optional.of(error(NullNode.getInstance(), invalid("empty batch")));
        if (request.size() > BATCH_MAX)
            return Optional.of(
                    error(NullNode.getInstance(), new RpcError(RpcError.INVALID_REQUEST, "batch too large")));
        ArrayNode answers = Json.array();
        int bytes = 0;
        for (JsonNode each : request) {
            Optional<JsonNode> answer = bytes > ANSWER_BYTES_MAX
                    ? Optional.of(error(each.path("id"), new RpcError(RESPONSE_TOO_LARGE, "response too large")))
                    : one(each, methods);
            if (answer.isEmpty()) continue;
            bytes += Json.bytes(answer.get()).length;
            answers.add(answer.get());
        }
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
    }

    Map<String, Methods.Method> with(Map<String, Methods.Method> more) {
        Map<String, Methods.Method> all = new TreeMap<>(methods);
        all.putAll(more);
        return all;
    }

    private static RpcError invalid(String message) {
        return new RpcError(RpcError.INVALID_REQUEST, message);
    }

    private static Optional<JsonNode> one(JsonNode request, Map<String, Methods.Method> methods) {
        if (!request.isObject() || !request.path("method").isTextual())
            return Optional.of(error(NullNode.getInstance(), invalid("invalid request")));
        JsonNode id = request.path("id");
        if (id.isContainerNode()) return Optional.of(error(NullNode.getInstance(), invalid("invalid request")));
        JsonNode answer = run(request, methods);
        return id.isMissingNode() ? Optional.empty() : Optional.of(answer);
    }

    private static JsonNode run(JsonNode request, Map<String, Methods.Method> methods) {
        JsonNode id = request.path("id");
        String name = request.get("method").textValue();
        JsonNode parameters = request.path("params");
        Methods.Method method = methods.get(name);
        if (method == null)
            return error(
                    id,
                    new RpcError(
                            RpcError.METHOD_NOT_FOUND,
                            "the method " + (name.length() > 80 ? name.substring(0, 80) : name)
                                    + " does not exist/is not available"));
        if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isArray())
            return error(id, new RpcError(RpcError.INVALID_PARAMS, "non-array args"));
        try {
            JsonNode result = method.run(new Parameters(parameters));
            ObjectNode answer = Json.object().put("jsonrpc", "2.0");
            answer.set("id", id);
            answer.set("result", result);
            return answer;
        } catch (RpcError e) {
            return error(id, e);
        } catch (Malformed e) {
            return error(id, new RpcError(RpcError.INVALID_PARAMS, e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "{0} failed: {1}", name, e);
            LOG.log(Level.DEBUG, name, e);
            return error(id, new RpcError(RpcError.INTERNAL, "the node failed to answer"));
        }
    }

    static ObjectNode error(JsonNode id, RpcError error) {
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", id.isMissingNode() ? NullNode.getInstance() : id);
        answer.set("error", error.toJson());
        return answer;
    }
}
