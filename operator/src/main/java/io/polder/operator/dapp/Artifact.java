package io.polder.operator.dapp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.polder.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A compiled contract, as hardhat, foundry or solc writes it.
record Artifact(String name, JsonNode abi, byte[] bytecode) {
    private static final long FILE_BYTES_MAX = 64L << 20;
    private static final JsonMapper JSON = new JsonMapper();
    private static final String COMPILE = "Compile the contract with hardhat, foundry or solc and name the JSON file.";

    /// Reads the only contract of the file, or the one that `--contract` names.
    static Artifact read(Path file, Optional<String> wanted) {
        Map<String, JsonNode> contracts = contracts(file, tree(file));
        List<String> fitting = contracts.keySet().stream()
                .filter(name -> wanted.isEmpty() || name.equals(wanted.get()) || name.endsWith(":" + wanted.get()))
                .toList();
        if (fitting.isEmpty())
            throw Failure.usage(
                    file + " holds no contract "
                            + wanted.map(w -> w + ", but " + contracts.keySet()).orElse(""),
                    COMPILE);
        if (fitting.size() > 1)
            throw Failure.usage(
                    file + " holds several contracts: " + String.join(", ", fitting), "Say which: --contract NAME");
        String name = fitting.getFirst();
        JsonNode contract = contracts.get(name);
        JsonNode abi = abi(file, contract);
        return new Artifact(name.substring(name.lastIndexOf(':') + 1), abi, bytecode(name, contract));
    }

    private static JsonNode tree(Path file) {
        try {
            if (Files.isDirectory(file)) throw Failure.usage(file + " is a folder, not an artifact", COMPILE);
            if (Files.size(file) > FILE_BYTES_MAX)
                throw Failure.usage(file + " is larger than " + FILE_BYTES_MAX + " bytes", COMPILE);
            return JSON.readTree(file.toFile());
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no file " + file, COMPILE);
        } catch (JsonProcessingException e) {
            throw Failure.usage(file + " is not JSON: " + e.getOriginalMessage(), COMPILE);
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "");
        }
    }

    private static Map<String, JsonNode> contracts(Path file, JsonNode tree) {
        if (tree.has("abi")) return Map.of(tree.path("contractName").asText(stem(file)), tree);
        Map<String, JsonNode> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> source : tree.path("contracts").properties()) {
            if (source.getValue().has("abi")) found.put(source.getKey(), source.getValue());
            else
                for (Map.Entry<String, JsonNode> each : source.getValue().properties())
                    found.put(source.getKey() + ":" + each.getKey(), each.getValue());
        }
        if (found.isEmpty())
            throw Failure.usage(file + " is no compiled contract: expected the fields abi and bytecode", COMPILE);
        return found;
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    private static JsonNode abi(Path file, JsonNode contract) {
        JsonNode abi = contract.path("abi");
        try {
            // Older forms of solc's combined JSON have it as a text.
            JsonNode read = abi.isTextual() ? JSON.readTree(abi.textValue()) : abi;
            if (read.isArray()) return read;
        } catch (JsonProcessingException e) {
            throw Failure.usage(file + ": the field abi is not JSON: " + e.getOriginalMessage(), COMPILE);
        }
        throw Failure.usage(file + ": expected the field abi to be an array", COMPILE);
    }

    private static byte[] bytecode(String name, JsonNode contract) {
        JsonNode object = code(contract);
        String text = object.asText("");
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.isEmpty())
            throw Failure.usage(
                    name + " has no bytecode: it is an interface or an abstract contract, or was compiled without it",
                    "Deploy the contract that implements it; solc writes code with --bin or evm.bytecode.object.");
        if (digits.contains("__"))
            throw Failure.usage(
                    name + " is not linked: it needs the addresses of " + String.join(", ", libraries(contract)),
                    "Deploy the libraries first, then link: solc --link, or hardhat's and foundry's `libraries`.");
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(name + ": the bytecode is not hexadecimal: " + e.getMessage(), COMPILE);
        }
    }

    /// Hardhat has a text, foundry an object with a text, solc an object within `evm`, or `bin`.
    private static JsonNode code(JsonNode contract) {
        JsonNode plain = contract.path("bytecode");
        List<JsonNode> places = List.of(
                plain.path("object"),
                plain,
                contract.path("evm").path("bytecode").path("object"),
                contract.path("bin"));
        return places.stream().filter(JsonNode::isTextual).findFirst().orElse(MissingNode.getInstance());
    }

    private static List<String> libraries(JsonNode contract) {
        List<JsonNode> references = List.of(
                contract.path("linkReferences"),
                contract.path("bytecode").path("linkReferences"),
                contract.path("evm").path("bytecode").path("linkReferences"));
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode each : references)
            for (JsonNode source : each) source.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? List.of("libraries that it does not name") : new ArrayList<>(names);
    }

    /// What the constructor takes; nothing if there is none.
    JsonNode parameters() {
        for (JsonNode each : abi) if (each.path("type").asText().equals("constructor")) return each.path("inputs");
        return MissingNode.getInstance();
    }
}
