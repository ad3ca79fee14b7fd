package io.polder.api.stream;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;

/// How far a client of a stream is: the last height it has whole, how many items of the next block it has, and the
/// height up to which it knows everything to be certified. Written `7`, `7+3` or, with the latter, `7+3/5`; it is the
/// id of events, so a client that comes back with its last one misses nothing and gets nothing twice.
record Position(long height, int items, long certified) {
    static final Position START = new Position(-1, 0, -1);

    static Position parse(String text) {
        try {
            int slash = text.indexOf('/');
            String place = slash < 0 ? text : text.substring(0, slash);
            int plus = place.indexOf('+');
            long height = number(plus < 0 ? place : place.substring(0, plus));
            int items = plus < 0 ? 0 : Math.toIntExact(number(place.substring(plus + 1)));
            long certified = slash < 0 ? height : number(text.substring(slash + 1));
            if (height < Long.MAX_VALUE && certified < Long.MAX_VALUE) return new Position(height, items, certified);
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below, with what was got.
        }
        throw Problem.expected(
                Fault.BAD_REQUEST, "Last-Event-ID", "a height or the id of an event, such as 7 or 7+3/5", text);
    }

    private static long number(String text) {
        if (text.equals("-1")) return -1;
        if (!text.matches("[0-9]{1,18}")) throw new NumberFormatException(text);
        return Long.parseLong(text);
    }

    /// One more item of the block after the whole ones.
    Position item(int ordinal) {
        return new Position(height, ordinal + 1, certified);
    }

    Position whole(long height) {
        return new Position(height, 0, certified);
    }

    Position certified(long height) {
        return new Position(this.height, items, height);
    }

    @Override
    public String toString() {
        return height + (items == 0 ? "" : "+" + items) + "/" + certified;
    }
}
