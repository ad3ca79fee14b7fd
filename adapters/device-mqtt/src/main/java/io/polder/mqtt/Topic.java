package io.polder.mqtt;

import io.polder.gateway.Form;
import io.polder.protocol.Names;
import java.util.List;
import java.util.Optional;

/// A topic of a thing: `polder/v1/{chain}/{thing}/{leaf}`.
record Topic(String chain, String thing, String leaf) {
    static final String TIME = "time";
    static final String DOWN_TIME = "down/time";
    static final String DOWN_ERRORS = "down/errors";
    private static final String ROOT = "polder/v1/";
    private static final String DOWN = "/down/";
    private static final int TOPIC_MAX = 256;

    /// Empty for whatever is not exactly such a topic with a leaf that devices publish to.
    static Optional<Topic> parse(String text) {
        if (text == null || text.length() > TOPIC_MAX || !text.startsWith(ROOT)) return Optional.empty();
        List<String> parts = List.of(text.substring(ROOT.length()).split("/", -1));
        if (parts.size() != 3 || !Names.valid(parts.get(0)) || !Names.valid(parts.get(1))) return Optional.empty();
        Topic topic = new Topic(parts.get(0), parts.get(1), parts.get(2));
        return topic.leaf.equals(TIME) || topic.form().isPresent() ? Optional.of(topic) : Optional.empty();
    }

    Optional<Form> form() {
        for (Form form : Form.values()) if (form.text().equals(leaf)) return Optional.of(form);
        return Optional.empty();
    }

    static String of(String chain, String thing, String leaf) {
        return ROOT + chain + "/" + thing + "/" + leaf;
    }

    /// Whether a thing may subscribe to a filter: what goes down to itself, on one chain or on all (`+`). Who has shown
    /// no credential may listen to any one thing, since what goes down before enrolment is no secret.
    static boolean mayHear(String filter, Optional<String> thing) {
        if (filter == null || filter.length() > TOPIC_MAX || !filter.startsWith(ROOT)) return false;
        List<String> parts = List.of(filter.substring(ROOT.length()).split("/", -1));
        if (parts.size() < 4 || !parts.get(2).equals("down")) return false;
        boolean chain = parts.get(0).equals("+") || Names.valid(parts.get(0));
        boolean own = thing.map(parts.get(1)::equals).orElseGet(() -> Names.valid(parts.get(1)));
        return chain && own && wildcardsStandAlone(parts);
    }

    private static boolean wildcardsStandAlone(List<String> parts) {
        for (int i = 3; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            if (part.equals("#") && last || part.equals("+")) continue;
            if (!Names.valid(part)) return false;
        }
        return true;
    }

    /// Whether a filter covers a topic (MQTT 5, 4.7).
    static boolean covers(String filter, String topic) {
        String[] want = filter.split("/", -1);
        String[] have = topic.split("/", -1);
        for (int i = 0; i < want.length; i++) {
            if (want[i].equals("#")) return true;
            if (i >= have.length || !want[i].equals("+") && !want[i].equals(have[i])) return false;
        }
        return want.length == have.length;
    }

    boolean down(String filter, String leaf) {
        return filter.contains(DOWN) && covers(filter, of(chain, thing, leaf));
    }
}
