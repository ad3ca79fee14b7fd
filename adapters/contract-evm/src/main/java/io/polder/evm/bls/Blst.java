package io.polder.evm.bls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import supranational.blst.P1;

/// The functions of the blst library that its Java binding leaves out, called directly in the library it brings.
final class Blst {
    static final int SUCCESS = 0;
    static final int FP_BYTES = 48;
    static final int FP12_BYTES = 12 * FP_BYTES;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = library();

    /// The functions for one of the two groups, named alike but for a digit.
    static final Group G1 = new Group(1, FP_BYTES);
    static final Group G2 = new Group(2, 2 * FP_BYTES);

    private static final MethodHandle MILLER_LOOP = procedure("blst_miller_loop", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle FINAL_EXP = procedure("blst_final_exp", ADDRESS, ADDRESS);
    private static final MethodHandle FP12_MULTIPLY = procedure("blst_fp12_mul", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle FP12_IS_ONE = function("blst_fp12_is_one", JAVA_BOOLEAN, ADDRESS);
    private static final MethodHandle FP_FROM_BYTES = procedure("blst_fp_from_bendian", ADDRESS, ADDRESS);

    private Blst() {}

    /// The group's points: affine coordinates take two field elements, Jacobian ones three.
    static final class Group {
        final int elementBytes;
        private final MethodHandle deserialize;
        private final MethodHandle serialize;
        private final MethodHandle isInGroup;
        private final MethodHandle fromAffine;
        private final MethodHandle toAffine;
        private final MethodHandle add;
        private final MethodHandle multiply;
        private final MethodHandle pippenger;
        private final MethodHandle pippengerScratch;
        private final MethodHandle map;

        private Group(int digit, int elementBytes) {
            String name = "blst_p" + digit;
            this.elementBytes = elementBytes;
            deserialize = function(name + "_deserialize", JAVA_INT, ADDRESS, ADDRESS);
            serialize = procedure(name + "_affine_serialize", ADDRESS, ADDRESS);
            isInGroup = function(name + "_affine_in_g" + digit, JAVA_BOOLEAN, ADDRESS);
            fromAffine = procedure(name + "_from_affine", ADDRESS, ADDRESS);
            toAffine = procedure(name + "_to_affine", ADDRESS, ADDRESS);
            add = procedure(name + "_add_or_double_affine", ADDRESS, ADDRESS, ADDRESS);
            multiply = procedure(name + "_mult", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
            pippenger = procedure(name + "s_mult_pippenger", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
            pippengerScratch = function(name + "s_mult_pippenger_scratch_sizeof", JAVA_LONG, JAVA_LONG);
            map = procedure("blst_map_to_g" + digit, ADDRESS, ADDRESS, ADDRESS);
        }

        int affineBytes() {
            return 2 * elementBytes;
        }

        int jacobianBytes() {
            return 3 * elementBytes;
        }

        boolean deserialize(MemorySegment affine, MemorySegment bytes) {
            return (int) call(deserialize, affine, bytes) == SUCCESS;
        }

        void serialize(MemorySegment bytes, MemorySegment affine) {
            call(serialize, bytes, affine);
        }

        boolean isInGroup(MemorySegment affine) {
            return (boolean) call(isInGroup, affine);
        }

        void fromAffine(MemorySegment jacobian, MemorySegment affine) {
            call(fromAffine, jacobian, affine);
        }

        void toAffine(MemorySegment affine, MemorySegment jacobian) {
            call(toAffine, affine, jacobian);
        }

        void add(MemorySegment jacobian, MemorySegment affine) {
            call(add, jacobian, jacobian, affine);
        }

        /// The factor is little-endian.
        void multiply(MemorySegment jacobian, MemorySegment factor, int bits) {
            call(multiply, jacobian, jacobian, factor, (long) bits);
        }

        /// `points` and `factors` are arrays of pointers that end with a null after the first: the rest follows it.
        void sumOfProducts(
                MemorySegment jacobian,
                MemorySegment points,
                long count,
                MemorySegment factors,
                MemorySegment scratch) {
            call(pippenger, jacobian, points, count, factors, 256L, scratch);
        }

        long scratchBytes(long count) {
            return (long) call(pippengerScratch, count);
        }

        void map(MemorySegment jacobian, MemorySegment element) {
            call(map, jacobian, element, MemorySegment.NULL);
        }
    }

    static void millerLoop(MemorySegment fp12, MemorySegment g2, MemorySegment g1) {
        call(MILLER_LOOP, fp12, g2, g1);
    }

    static void multiply(MemorySegment fp12, MemorySegment other) {
        call(FP12_MULTIPLY, fp12, fp12, other);
    }

    static boolean isOneAfterFinalExponentiation(MemorySegment fp12) {
        call(FINAL_EXP, fp12, fp12);
        return (boolean) call(FP12_IS_ONE, fp12);
    }

    static void readElement(MemorySegment fp, MemorySegment bigEndian) {
        call(FP_FROM_BYTES, fp, bigEndian);
    }

    private static SymbolLookup library() {
        // The binding unpacks and loads the library when its first class is used.
        P1.generator();
        return SymbolLookup.loaderLookup();
    }

    // Calling native code is what this class is for.
    @SuppressWarnings("restricted")
    private static MethodHandle procedure(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.ofVoid(parameters));
    }

    // Calling native code is what this class is for.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    private static Object call(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }
}
