package io.polder.evm.state;

import io.polder.evm.word.Word;
import java.util.LinkedHashMap;
import java.util.Map;

/// Code with its jump tables by hash, the longest unused dropped first; for one thread, as the engine that holds it.
public final class CodeCache {
    private static final int DEFAULT_BYTES_MAX = 32 << 20;

    private final Map<Word, Code> codes = new LinkedHashMap<>(64, 0.75f, true);
    private final int bytesMax;
    private int bytes;

    public CodeCache() {
        this(DEFAULT_BYTES_MAX);
    }

    public CodeCache(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// The code with this hash, read beneath if it is not here.
    public Code code(Word hash, StateReader reader) {
        if (hash.equals(Account.NO_CODE)) return Code.NONE;
        Code code = codes.get(hash);
        if (code == null) {
            code = Code.of(reader.code(hash), hash);
            codes.put(hash, code);
            bytes += code.length();
            dropEldest();
        }
        return code;
    }

    int size() {
        return codes.size();
    }

    private void dropEldest() {
        var eldest = codes.values().iterator();
        while (bytes > bytesMax && codes.size() > 1) {
            bytes -= eldest.next().length();
            eldest.remove();
        }
    }
}
