package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.security.Provider;
import java.security.spec.InvalidKeySpecException;
import java.util.List;

/// Asks a provider which Ed25519 equation it checks. RFC 8032, 5.1.7 leaves two to choose from and libraries choose
/// differently, so that one signature may hold at one city and not at another: docs/spec/signatures.md, 3.
final class Ed25519Trial {
    private static final Bytes MESSAGE = Bytes.utf8("polder");

    /// A key and a signature with parts of small order, for which the equations disagree.
    private record Question(String what, boolean holds, String key, String signature) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    "an R with a part of order 2",
                    false,
                    "5bf6943c1883f1e45ffee8a6f327c217214be56ed2a7546d5c3df174246e01f4",
                    "3ea069c6b7c8436fefde6868669ae6afee71a0e1451ade729f64e265b3cf535f"
                            + "b7cb35552a4be78322bca254fde26cbd0be0662d86edcecd77e00173f2b4e300"),
            new Question(
                    "a key with a part of order 8 and a hash that is no multiple of 8 modulo L",
                    false,
                    "d1b97ca18b791ebbcd1a4a8c14395fc8f563efc2a01ebcc0ff6c53a4bdd3cb81",
                    "732f4ed79835b914be83fbae0b758ece4d416f97be431df7ef673c44b0d3fa06"
                            + "a668c4917f59b7ff1dcdbd948aad1f91f5de2ea4c8a75f3f1a54481cca03fa00"),
            new Question(
                    "a key with a part of order 8 and a hash that is a multiple of 8 modulo L",
                    true,
                    "ffb68670e325fddffba2b9a2bbaf2716aa337ea85645a1450b941773ee01b213",
                    "ffc83071f5548b51cc71b370649cc9b2971055c4f84ebe7016258921c22fd07a"
                            + "8e8a311f43c1f181257d5b986bacda79724845532adb4254ff461260ae564b01"));

    private Ed25519Trial() {}

    static void run(Provider provider) {
        for (Question question : QUESTIONS) {
            if (answer(provider, question) != question.holds())
                throw new IllegalArgumentException(
                        "expected a provider that checks SB = R + kA for Ed25519 without the cofactor, got "
                                + provider.getName() + ", which differs on " + question.what());
        }
    }

    private static boolean answer(Provider provider, Question question) {
        PublicKey key = new PublicKey(Algorithm.ED25519, Bytes.hex(question.key()));
        try {
            return Signatures.holds(
                    Algorithm.ED25519,
                    provider,
                    Signatures.decodedBy(provider, key),
                    MESSAGE,
                    Bytes.hex(question.signature()));
        } catch (InvalidKeySpecException e) {
            return false;
        }
    }
}
