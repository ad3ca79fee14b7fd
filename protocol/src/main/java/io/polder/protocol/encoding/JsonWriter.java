package io.polder.protocol.encoding;

/// Writes a value in its one form.
final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    static void write(Json value, StringBuilder out) {
        switch (value) {
            case Json.Object object -> {
                out.append('{');
                for (int i = 0; i < object.members().size(); i++) {
                    if (i > 0) out.append(',');
                    Json.Member member = object.members().get(i);
                    text(member.name(), out);
                    out.append(':');
                    write(member.value(), out);
                }
                out.append('}');
            }
            case Json.Array array -> {
                out.append('[');
                for (int i = 0; i < array.items().size(); i++) {
                    if (i > 0) out.append(',');
                    write(array.items().get(i), out);
                }
                out.append(']');
            }
            case Json.Text(String text) -> text(text, out);
            case Json.Number(long number) -> out.append(number);
            case Json.Bool(boolean holds) -> out.append(holds);
            case Json.Null() -> out.append("null");
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = JsonReader.ESCAPED.indexOf(c);
            if (named >= 0) out.append('\\').append(JsonReader.NAMES.charAt(named));
            else if (c < ' ') out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            else out.append(c);
        }
        out.append('"');
    }
}
