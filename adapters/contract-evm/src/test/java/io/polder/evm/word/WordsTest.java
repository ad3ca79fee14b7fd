package io.polder.evm.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// BigInteger is the oracle.
class WordsTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private final Division division = new Division();

    @Property
    void adds_subtracts_and_multiplies_like_big_integers(@ForAll("words") Word a, @ForAll("words") Word b) {
        assertThat(a.plus(b)).isEqualTo(Word.wrapping(a.toBigInteger().add(b.toBigInteger())));
        assertThat(a.minus(b)).isEqualTo(Word.wrapping(a.toBigInteger().subtract(b.toBigInteger())));
        long[] s = stack(b, a);
        Words.multiply(s, 4);
        assertThat(Word.at(s, 0)).isEqualTo(Word.wrapping(a.toBigInteger().multiply(b.toBigInteger())));
    }

    @Property
    void divides_like_big_integers(@ForAll("words") Word a, @ForAll("words") Word b) {
        boolean byZero = b.isZero();
        long[] s = stack(b, a);
        division.divide(s, 4);
        assertThat(Word.at(s, 0))
                .isEqualTo(byZero ? b : Word.of(a.toBigInteger().divide(b.toBigInteger())));
        s = stack(b, a);
        division.remainder(s, 4);
        assertThat(Word.at(s, 0))
                .isEqualTo(byZero ? b : Word.of(a.toBigInteger().mod(b.toBigInteger())));
    }

    @Property
    void divides_signed_numbers_towards_zero(@ForAll("words") Word a, @ForAll("words") Word b) {
        boolean byZero = b.isZero();
        long[] s = stack(b, a);
        division.divideSigned(s, 4);
        assertThat(Word.at(s, 0)).isEqualTo(byZero ? b : Word.wrapping(signed(a).divide(signed(b))));
        s = stack(b, a);
        division.remainderSigned(s, 4);
        assertThat(Word.at(s, 0)).isEqualTo(byZero ? b : Word.wrapping(signed(a).remainder(signed(b))));
    }

    @Property
    void reduces_sums_and_products_in_full_width(
            @ForAll("words") Word a, @ForAll("words") Word b, @ForAll("words") Word m) {
        BigInteger modulus = m.toBigInteger();
        long[] s = stack(m, b, a);
        division.addModulo(s, 8);
        assertThat(Word.at(s, 0))
                .isEqualTo(
                        m.isZero()
                                ? m
                                : Word.of(a.toBigInteger().add(b.toBigInteger()).mod(modulus)));
        s = stack(m, b, a);
        division.multiplyModulo(s, 8);
        assertThat(Word.at(s, 0))
                .isEqualTo(
                        m.isZero()
                                ? m
                                : Word.of(a.toBigInteger()
                                        .multiply(b.toBigInteger())
                                        .mod(modulus)));
    }

    @Property
    void shifts_like_big_integers(@ForAll("words") Word a, @ForAll("counts") int count) {
        long[] s = stack(a);
        Words.shiftLeft(s, 0, count);
        assertThat(Word.at(s, 0)).isEqualTo(Word.wrapping(a.toBigInteger().shiftLeft(count)));
        s = stack(a);
        Words.shiftRight(s, 0, count, 0);
        assertThat(Word.at(s, 0)).isEqualTo(Word.of(a.toBigInteger().shiftRight(count)));
        s = stack(a);
        Words.shiftRight(s, 0, count, s[3] >> 63);
        assertThat(Word.at(s, 0)).isEqualTo(Word.wrapping(signed(a).shiftRight(count)));
    }

    @Property
    void compares_like_big_integers(@ForAll("words") Word a, @ForAll("words") Word b) {
        long[] s = stack(a, b);
        assertThat(Words.less(s, 0, 4)).isEqualTo(a.toBigInteger().compareTo(b.toBigInteger()) < 0);
        assertThat(Words.lessSigned(s, 0, 4)).isEqualTo(signed(a).compareTo(signed(b)) < 0);
        assertThat(Words.equal(s, 0, 4)).isEqualTo(a.equals(b));
        assertThat(Words.bitLength(s, 0)).isEqualTo(a.toBigInteger().bitLength());
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(a.toBigInteger().compareTo(b.toBigInteger()));
    }

    @Property
    void bytes_and_digits_lead_back_to_the_word(@ForAll("words") Word a) {
        assertThat(Word.of(a.toBytes())).isEqualTo(a);
        assertThat(Word.of(a.toDigits())).isEqualTo(a);
        assertThat(Word.of(a.toBigInteger())).isEqualTo(a);
    }

    @Provide
    Arbitrary<Word> words() {
        Arbitrary<Long> limb = Arbitraries.oneOf(
                Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, 0xffff_ffffL, 1L << 32), Arbitraries.longs());
        Arbitrary<Word> wide = limb.list().ofSize(4).map(l -> new Word(l.get(0), l.get(1), l.get(2), l.get(3)));
        return Arbitraries.oneOf(wide, wide, limb.map(Word::of), wide.map(w -> new Word(w.limb0(), w.limb1(), 0, 0)));
    }

    @Provide
    Arbitrary<Integer> counts() {
        return Arbitraries.integers().between(0, 255);
    }

    private static BigInteger signed(Word word) {
        return word.limb3() < 0 ? word.toBigInteger().subtract(MODULUS) : word.toBigInteger();
    }

    private static long[] stack(Word... words) {
        long[] s = new long[4 * words.length];
        for (int i = 0; i < words.length; i++) words[i].putTo(s, 4 * i);
        return s;
    }
}
