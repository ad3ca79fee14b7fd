package io.polder.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.api.Test;

class InterpreterSizeTest {
    /// HotSpot's HugeMethodLimit: a larger method is never compiled.
    private static final int COMPILED_MAX = 8000;

    @Test
    void the_loop_stays_small_enough_to_be_compiled() throws IOException {
        try (var in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
                int size = method.findAttribute(Attributes.code())
                        .map(CodeAttribute::codeLength)
                        .orElse(0);
                assertThat(size).as(method.methodName().stringValue()).isLessThan(COMPILED_MAX);
            }
        }
    }
}
