package io.polder.api.network;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.NodeView;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;

/// The network as its genesis founds it: fingerprint, cities, organisations, chains, limits.
public record ShowNetwork(NodeView node) implements Operation {
    @Override
    public Description description() {
        Schema city = Schema.object("a city node")
                .has("number", Schema.integer("its number in the cluster"))
                .has("node", Schema.text("its name"))
                .has("city", Schema.text("the city it stands in"))
                .has("organisation", Schema.text("who runs it"))
                .has("thumbprint", Schema.hash("the thumbprint of the key that signs its certificates"))
                .has("key", Schema.base64url("that key as a COSE_Key"))
                .has("sync", Schema.text("where it listens for the other cities"));
        return Description.get("/v1/network", "network", "node")
                .says("Shows the network: name, fingerprint, cities, organisations, chains, limits.")
                .json(
                        "the network",
                        Schema.object("a network")
                                .has("network", Schema.text("its name"))
                                .has("fingerprint", Schema.hash("the hash of its genesis: what a verifier is given"))
                                .has("time", Schema.integer("when it was founded, in epoch milliseconds"))
                                .has("cluster", Schema.text("the founding cluster"))
                                .has("epoch", Schema.integer("the epoch of this roster"))
                                .has("quorum", Schema.integer("how many cities certify"))
                                .has("cities", Schema.list("the roster", city))
                                .has("organisations", Schema.list("the founders", Schema.object("an organisation")))
                                .has("chains", Schema.list("the founding chains", Schema.object("a chain")))
                                .has("limits", Schema.object("what every city holds to")));
    }

    @Override
    public Reply handle(Request request) {
        Genesis genesis = node.genesis();
        ObjectNode body = Json.object()
                .put("network", genesis.name())
                .put("fingerprint", genesis.id().toHex())
                .put("time", genesis.time())
                .put("cluster", genesis.roster().cluster())
                .put("epoch", genesis.roster().epoch())
                .put("quorum", genesis.roster().quorum());
        ArrayNode cities = body.putArray("cities");
        for (Member member : genesis.roster().members())
            cities.addObject()
                    .put("number", member.number())
                    .put("node", member.name())
                    .put("city", member.city())
                    .put("organisation", member.organisation())
                    .put("thumbprint", member.key().thumbprint().toHex())
                    .put("key", JsonCbor.base64url(member.key().toCose().encode()))
                    .put("sync", member.sync().toString());
        ArrayNode organisations = body.putArray("organisations");
        for (Organisation organisation : genesis.organisations())
            organisations
                    .addObject()
                    .put("organisation", organisation.name())
                    .put("thumbprint", organisation.key().thumbprint().toHex());
        ArrayNode chains = body.putArray("chains");
        for (ChainSpec chain : genesis.chains())
            if (chain.category() != Category.PRIVATE)
                chains.addObject()
                        .put("chain", chain.name())
                        .put("category", chain.category().text())
                        .put("cluster", chain.cluster());
        body.putObject("limits")
                .put("transactionBytes", genesis.limits().transactionBytes())
                .put("keyBytes", genesis.limits().keyBytes())
                .put("valueBytes", genesis.limits().valueBytes())
                .put("events", genesis.limits().events())
                .put("rangeItems", genesis.limits().rangeItems())
                .put("blockGas", genesis.limits().block().gas())
                .put("blockBytes", genesis.limits().block().bytes())
                .put("blockTransactions", genesis.limits().block().transactions());
        return Reply.json(body);
    }
}
