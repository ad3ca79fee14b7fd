#!/usr/bin/env python3
"""Makes the vectors of this folder. It shares no code with Polder: Python 3 alone, arithmetic as in RFC 8032 and SEC 1.

python3 docs/spec/vectors/make.py    writes the files beside it; the same bytes each time
"""
import hashlib
import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent

# --- deterministic CBOR (RFC 8949, 4.2.1) ---


def head(major, n):
    for size, code, top in ((0, None, 24), (1, 24, 1 << 8), (2, 25, 1 << 16), (4, 26, 1 << 32), (8, 27, 1 << 64)):
        if n < top:
            return bytes([major << 5 | (n if code is None else code)]) + (n.to_bytes(size, "big") if size else b"")
    raise ValueError(n)


class Tag:
    def __init__(self, number, item):
        self.number, self.item = number, item


def cbor(v):
    if v is None or v is True or v is False:
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[v]
    if isinstance(v, int):
        return head(0, v) if v >= 0 else head(1, -1 - v)
    if isinstance(v, bytes):
        return head(2, len(v)) + v
    if isinstance(v, str):
        return head(3, len(v.encode())) + v.encode()
    if isinstance(v, list):
        return head(4, len(v)) + b"".join(map(cbor, v))
    if isinstance(v, dict):
        return head(5, len(v)) + b"".join(k + x for k, x in sorted((cbor(k), cbor(x)) for k, x in v.items()))
    if isinstance(v, Tag):
        return head(6, v.number) + cbor(v.item)
    raise TypeError(v)


# --- Ed25519 (RFC 8032, 5.1) in extended coordinates ---
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def plus(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def times(k, a):
    out = (0, 1, 1, 0)
    while k:
        if k & 1:
            out = plus(out, a)
        a, k = plus(a, a), k >> 1
    return out


def point(y, odd=0):
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (v * x * x - u) % P:
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def written(a):
    z = pow(a[2], -1, P)
    return (a[1] * z % P | (a[0] * z % P & 1) << 255).to_bytes(32, "little")


BASE = point(4 * pow(5, -1, P) % P)
ORDER8 = next(t for y in range(2, 99) if point(y) for t in [times(L, point(y))] if written(times(4, t))[0] != 1)


def sha512(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def ed25519(seed, message, r_part=0, key_part=0, s_plus=0):
    """The key and its signature; r_part and key_part add that multiple of a point of order 8 to R and to the key."""
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    key = written(plus(times(a, BASE), times(key_part, ORDER8)))
    r = sha512(h[32:], message) % L
    big_r = written(plus(times(r, BASE), times(r_part, ORDER8)))
    k = sha512(big_r, key, message)
    return key, big_r + ((r + k * a) % L + s_plus).to_bytes(32, "little"), k


# --- P-256 (SEC 1) in affine coordinates ---
Q = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def p256_plus(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % Q == 0:
            return None
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, Q)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, Q)
    x = (slope * slope - a[0] - b[0]) % Q
    return x, (slope * (a[0] - x) - a[1]) % Q


def p256_times(k, a):
    out = None
    while k:
        if k & 1:
            out = p256_plus(out, a)
        a, k = p256_plus(a, a), k >> 1
    return out


def b32(n):
    return n.to_bytes(32, "big")


def p256_key(secret):
    x, y = p256_times(secret, G)
    return b"\x04" + b32(x) + b32(y)


def es256(secret, message):
    z = int.from_bytes(hashlib.sha256(message).digest(), "big")
    k = int.from_bytes(hashlib.sha512(b"polder nonce" + b32(secret) + message).digest(), "big") % N
    r = p256_times(k, G)[0] % N
    return r, (z + r * secret) * pow(k, -1, N) % N


# --- the files ---
SEED = hashlib.sha256(b"polder vectors: Ed25519").digest()
SECRET = int.from_bytes(hashlib.sha256(b"polder vectors: P-256").digest(), "big") % N
HELLO = b"Hello, polder."


def write(name, about, **parts):
    body = {"about": about, **parts}
    (HERE / name).write_text(json.dumps(body, indent=1, ensure_ascii=True) + "\n")


def case(what, key, message, signature, valid):
    return dict(what=what, key=key.hex(), message=message.hex(), signature=signature.hex(), valid=valid)


def mixed(r_part, key_part, wanted):
    """Searches the message for which the hash k has the wanted remainders (of k mod L, and of k itself) modulo 8."""
    for i in range(10_000):
        message = b"polder %d" % i
        key, signature, k = ed25519(SEED, message, r_part, key_part)
        if wanted(k % L % 8, k % 8):
            return key, message, signature
    raise ValueError("no such message")


def ed25519_file():
    key, good, _ = ed25519(SEED, HELLO)
    r, s = good[:32], good[32:]
    y = int.from_bytes(key, "little")
    cases = []

    def add(what, valid, key=key, message=HELLO, signature=good):
        cases.append(case(what, key, message, signature, valid))

    add("a signature as RFC 8032 makes it", True)
    add("the empty message", True, message=b"", signature=ed25519(SEED, b"")[1])
    add("another message", False, message=HELLO + b"!")
    add("another key", False, key=ed25519(SECRET.to_bytes(32, "big"), HELLO)[0])
    add("the key's sign bit flipped", False, key=(y ^ 1 << 255).to_bytes(32, "little"))
    add("S + L, which satisfies the equation", False, signature=ed25519(SEED, HELLO, s_plus=L)[1])
    add("S = L", False, signature=r + L.to_bytes(32, "little"))
    add("S = 0", False, signature=r + bytes(32))
    add("63 bytes", False, signature=good[:63])
    add("65 bytes", False, signature=good + b"\0")
    add("no bytes", False, signature=b"")
    for name, n in dict(p=P, p_plus_1=P + 1, p_plus_3=P + 3, all_ones=2**255 - 1).items():
        add("a key whose y is " + name.replace("_", " "), False, key=n.to_bytes(32, "little"))
        add("an R whose y is " + name.replace("_", " "), False, signature=n.to_bytes(32, "little") + s)
    for i in range(8):
        small = written(times(i, ORDER8))
        # With k times a small point = 0 the equation is SB = R: anyone can sign for such a key.
        message = next(b"%d" % j for j in range(999) if sha512(written(BASE), small, b"%d" % j) % L % 8 == 0)
        add(f"a key that is {i} times a point of order 8, the equation satisfied", False,
            small, message, written(BASE) + (1).to_bytes(32, "little"))
        add(f"an R that is {i} times a point of order 8", False, signature=small + s)
    for odd in (1, P - 1):
        strange = (odd | 1 << 255).to_bytes(32, "little")
        add(f"a key with x = 0 and its sign bit set, y = {'1' if odd == 1 else 'p - 1'}", False, key=strange)
        add(f"an R with x = 0 and its sign bit set, y = {'1' if odd == 1 else 'p - 1'}", False, signature=strange + s)
    off = next(n for n in range(2, 99) if point(n) is None).to_bytes(32, "little")
    add("a key that is no point of the curve", False, key=off)
    add("an R that is no point of the curve", False, signature=off + s)
    for part, order in ((4, 2), (2, 4), (1, 8)):
        add(f"an R with a part of order {order}: holds with the cofactor only", False,
            *mixed(part, 0, lambda reduced, whole: True))
        add(f"a key with a part of order {order}, k mod L a multiple of 8", True,
            *mixed(0, part, lambda reduced, whole: reduced == 0 and whole % 2))
        add(f"a key with a part of order {order}, k but not k mod L a multiple of 8", False,
            *mixed(0, part, lambda reduced, whole: whole == 0 and reduced % 2))
    write("ed25519.json", "docs/spec/signatures.md, 3. Everything in hexadecimal.", cases=cases)


def es256_file():
    key = p256_key(SECRET)
    r, s = es256(SECRET, HELLO)
    cases = []

    def add(what, valid, signature, key=key, message=HELLO):
        cases.append(case(what, key, message, signature, valid))

    def der(*parts):
        body = b""
        for n in parts:
            n = n.to_bytes(n.bit_length() // 8 + 1, "big")
            body += bytes([2, len(n)]) + n
        return bytes([0x30, len(body)]) + body

    low, high = sorted((s, N - s))
    add("low s", True, b32(r) + b32(low))
    add("high s: accepted, see 4", True, b32(r) + b32(high))
    add("another message", False, b32(r) + b32(s), message=HELLO + b"!")
    add("another key", False, b32(r) + b32(s), key=p256_key(SECRET + 1))
    add("r and s exchanged", False, b32(s) + b32(r))
    for name, n in {"0": 0, "n": N, "n + 1": N + 1, "2^256 - 1": 2**256 - 1}.items():
        add(f"r = {name}", False, b32(n) + b32(s))
        add(f"s = {name}", False, b32(r) + b32(n))
    add("r = s = 0", False, bytes(64))
    add("DER", False, der(r, s))
    add("63 bytes", False, (b32(r) + b32(s))[:63])
    add("65 bytes", False, b32(r) + b32(s) + b"\0")
    add("no bytes", False, b"")
    x = int.from_bytes(key[1:33], "big")
    small = next(i for i in range(99) if pow(i**3 - 3 * i + B, (Q - 1) // 2, Q) == 1)
    root = pow(small**3 - 3 * small + B, (Q + 1) // 4, Q)
    add("a key that is no point of the curve", False, b32(r) + b32(s), key=key[:64] + bytes([key[64] ^ 1]))
    add("a key of zeros", False, b32(r) + b32(s), key=b"\x04" + bytes(64))
    add("a key whose x is not below p, a point of the curve modulo p", False, b32(r) + b32(s),
        key=b"\x04" + b32(small + Q) + b32(root))
    add("a key whose y is negated", False, b32(r) + b32(s),
        key=b"\x04" + b32(x) + b32(Q - int.from_bytes(key[33:], "big")))
    write("es256.json", "docs/spec/signatures.md, 4. Everything in hexadecimal; a key is a point of 65 bytes.", cases=cases)


def keys():
    ml_dsa = hashlib.shake_256(b"polder vectors: ML-DSA-65").digest(1952)
    k1 = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                       "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")
    sm2 = bytes.fromhex("32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
                        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0")
    rfc = bytes.fromhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
                        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")

    def ec2(curve, xy):
        return {1: 2, -1: curve, -2: xy[:32], -3: xy[32:]}

    ed, p256 = ed25519(SEED, b"")[0], p256_key(SECRET)
    return [
        ("ED25519", ed, {1: 1, -1: 6, -2: ed}, "302a300506032b6570032100"),
        ("ES256", p256, ec2(1, p256[1:]), "3059301306072a8648ce3d020106082a8648ce3d030107034200"),
        ("ES256", b"\x04" + rfc, ec2(1, rfc), "3059301306072a8648ce3d020106082a8648ce3d030107034200"),
        ("ES256K", b"\x04" + k1, ec2(8, k1), "3056301006072a8648ce3d020106052b8104000a034200"),
        ("ML_DSA_65", ml_dsa, {1: 7, 3: -49, -1: ml_dsa}, "308207b2300b0609608648016503040312038207a100"),
        ("SM2", b"\x04" + sm2, ec2(-65537, sm2), "3059301306072a8648ce3d020106082a811ccf5501822d034200"),
    ]


def keys_file():
    rows = []
    for algorithm, raw, cose, spki in keys():
        text = cbor(cose)
        rows.append(dict(algorithm=algorithm, raw=raw.hex(), cose=text.hex(), spki=spki + raw.hex(),
                         thumbprint=hashlib.sha256(text).hexdigest()))
    ed, p256 = keys()[0][2], keys()[1][2]
    refused = [
        ("a member beside the required ones (kid)", cbor({**ed, 2: b"me"})),
        ("alg beside the required ones", cbor({**ed, 3: -8})),
        ("the private member d", cbor({**ed, -4: bytes(32)})),
        ("31 bytes", cbor({**ed, -2: bytes(31)})),
        ("33 bytes", cbor({**ed, -2: bytes(33)})),
        ("the curve X25519", cbor({**ed, -1: 4})),
        ("no curve", cbor({1: 1, -2: ed[-2]})),
        ("a compressed point", cbor({**p256, -3: True})),
        ("the curve P-384", cbor({**p256, -1: 2})),
        ("a coordinate of 31 bytes", cbor({**p256, -2: bytes(31)})),
        ("an unknown key type", cbor({**p256, 1: 9})),
        ("ML-DSA-44", cbor({1: 7, 3: -48, -1: bytes(1312)})),
        ("AKP with the algorithm of Ed25519", cbor({1: 7, 3: -8, -1: bytes(32)})),
        ("not a map", cbor([1, 2])),
        ("the members in another order", b"\xa3\x20\x06\x01\x01\x21" + cbor(ed[-2])),
    ]
    write("keys.json", "docs/spec/signatures.md, 2. The second ES256 key is the example of RFC 9679, 6.", keys=rows,
          refused=[dict(what=what, cose=text.hex()) for what, text in refused])


def cose_file():
    kid, payload = b"DEHH008", cbor(["polder", 1, "example"])
    cases, refused = [], []
    for name, alg, key, signer in (
        ("ED25519", -8, keys()[0][1], lambda m: ed25519(SEED, m)[1]),
        ("ES256", -7, keys()[1][1], lambda m: b"".join(map(b32, es256(SECRET, m)))),
    ):
        protected = cbor({1: alg, 4: kid})
        signed = cbor(["Signature1", protected, b"", payload])
        signature = signer(signed)
        cases.append(dict(algorithm=name, key=key.hex(), kid=kid.hex(), payload=payload.hex(),
                          protected=protected.hex(), toBeSigned=signed.hex(), signature=signature.hex(),
                          encoded=cbor(Tag(18, [protected, {}, payload, signature])).hex(),
                          detached=cbor(Tag(18, [protected, {}, None, signature])).hex()))
    first = cases[0]
    protected, signature = bytes.fromhex(first["protected"]), bytes.fromhex(first["signature"])

    def bad(what, item, raw=None):
        refused.append(dict(what=what, encoded=(raw or cbor(item)).hex()))

    bad("no tag", [protected, {}, payload, signature])
    bad("the tag of COSE_Sign", Tag(98, [protected, {}, payload, signature]))
    bad("the tag of a CWT around it", Tag(61, Tag(18, [protected, {}, payload, signature])))
    bad("an unprotected header that is not empty", Tag(18, [protected, {4: kid}, payload, signature]))
    bad("no kid", Tag(18, [cbor({1: -8}), {}, payload, signature]))
    bad("no alg", Tag(18, [cbor({4: kid}), {}, payload, signature]))
    bad("a third header", Tag(18, [cbor({1: -8, 4: kid, 3: 0}), {}, payload, signature]))
    bad("crit", Tag(18, [cbor({1: -8, 2: [4], 4: kid}), {}, payload, signature]))
    bad("the algorithm -19", Tag(18, [cbor({1: -19, 4: kid}), {}, payload, signature]))
    bad("the algorithm ES384", Tag(18, [cbor({1: -35, 4: kid}), {}, payload, signature]))
    bad("an algorithm by name", Tag(18, [cbor({1: "EdDSA", 4: kid}), {}, payload, signature]))
    bad("a kid that is text", Tag(18, [cbor({1: -8, 4: "DEHH008"}), {}, payload, signature]))
    bad("an empty protected header", Tag(18, [b"", {}, payload, signature]))
    bad("a protected header that is a map and not a byte string", Tag(18, [{1: -8, 4: kid}, {}, payload, signature]))
    bad("protected headers in another order", Tag(18, [b"\xa2\x04" + cbor(kid) + b"\x01\x27", {}, payload, signature]))
    bad("an algorithm not in its shortest form", Tag(18, [b"\xa2\x01\x38\x07\x04" + cbor(kid), {}, payload, signature]))
    bad("nil for the payload where it must be inside", Tag(18, [protected, {}, None, signature]))
    bad("three items", Tag(18, [protected, {}, payload]))
    bad("five items", Tag(18, [protected, {}, payload, signature, b""]))
    bad("a signature that is text", Tag(18, [protected, {}, payload, "x"]))
    whole = bytes.fromhex(first["encoded"])
    bad("a byte after it", None, whole + b"\0")
    bad("a byte missing", None, whole[:-1])
    bad("an array of indefinite length", None, b"\xd2\x9f" + whole[2:] + b"\xff")
    bad("a tag not in its shortest form", None, b"\xd8\x12" + whole[1:])
    write("cose-sign1.json", "docs/spec/signatures.md, 5. Everything in hexadecimal.", cases=cases, refused=refused)


def cbor_file():
    def item(diagnostic, encoded):
        return dict(diagnostic=diagnostic, encoded=encoded.hex())

    integers = [0, 1, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1]
    items = [item(str(n), cbor(n)) for n in integers] + [item(str(-1 - n), cbor(-1 - n)) for n in integers]
    items += [
        item("h''", cbor(b"")),
        item("h'01020304'", cbor(bytes([1, 2, 3, 4]))),
        item("h'" + "ab" * 24 + "'", cbor(b"\xab" * 24)),
        item('""', cbor("")),
        item('"IETF"', cbor("IETF")),
        item('"\u00fc"', cbor("\u00fc")),
        item('"\u6c34"', cbor("\u6c34")),
        item('"\U00010151"', cbor("\U00010151")),
        item('"e\u0301"', cbor("e\u0301")),
        item('"' + "a" * 256 + '"', cbor("a" * 256)),
        item("[]", cbor([])),
        item("[1, [2, 3], [4, 5]]", cbor([1, [2, 3], [4, 5]])),
        item("[" + ", ".join(map(str, range(1, 26))) + "]", cbor(list(range(1, 26)))),
        item("{}", cbor({})),
        item("{1: 2, 3: 4}", cbor({1: 2, 3: 4})),
        item('{10: 1, 100: 2, -1: 3, "z": 4, "aa": 5, [100]: 6, [-1]: 7, false: 8}',
             b"\xa8\x0a\x01\x18\x64\x02\x20\x03\x61z\x04\x62aa\x05\x81\x18\x64\x06\x81\x20\x07\xf4\x08"),
        item("18([h'', {}])", cbor(Tag(18, [b"", {}]))),
        item("9223372036854775807(0)", cbor(Tag(2**63 - 1, 0))),
        item("4([-2, 27315])", cbor(Tag(4, [-2, 27315]))),
        item("false", cbor(False)),
        item("true", cbor(True)),
        item("null", cbor(None)),
        item("[" * 33 + "]" * 33, b"\x81" * 32 + b"\x80"),
    ]
    reals = [(0.0, "e"), (-0.0, "e"), (1.0, "e"), (1.5, "e"), (65504.0, "e"), (5.960464477539063e-8, "e"),
             (6.103515625e-5, "e"), (-4.0, "e"), (float("inf"), "e"), (float("-inf"), "e"),
             (100000.0, "f"), (3.4028234663852886e38, "f"), (1.401298464324817e-45, "f"), (65505.0, "f"),
             (2.9802322387695312e-8, "f"), (1.1, "d"), (1.0e300, "d"), (-4.1, "d"), (5e-324, "d"), (20.25, "e")]
    for value, form in reals:
        first = {"e": 0xF9, "f": 0xFA, "d": 0xFB}[form]
        name = {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), repr(value))
        items.append(item(name, bytes([first]) + struct.pack(">" + form, value)))
    items.append(item("NaN", b"\xf9\x7e\x00"))
    refused = {
        "0 in two bytes": "1800", "23 in two bytes": "1817", "24 in three": "190018", "255 in three": "1900ff",
        "65535 in five": "1a0000ffff", "2^32 - 1 in nine": "1b00000000ffffffff", "-1 in two bytes": "3800",
        "2^63, which no signed 64 bits hold": "1b8000000000000000", "2^64 - 1": "1bffffffffffffffff",
        "-2^63 - 1": "3b8000000000000000", "-2^64": "3bffffffffffffffff",
        "a length not in its shortest form": "5800", "an array length not in its shortest form": "9800",
        "a tag not in its shortest form": "d81200", "a tag of 2^63": "db800000000000000000",
        "bytes of indefinite length": "5f4101ff", "text of indefinite length": "7f6161ff",
        "an array of indefinite length": "9f01ff", "a map of indefinite length": "bf0102ff", "break alone": "ff",
        "additional information 28": "1c", "additional information 29 of an array": "9d", "30 of a tag": "de",
        "map keys in descending order": "a202010100", "a map key twice": "a201020102",
        "map keys ordered by length first (RFC 7049)": "a22001186402",
        "undefined": "f7", "a simple value": "f0", "a simple value in two bytes": "f8ff", "false in two bytes": "f814",
        "1.0 in four bytes": "fa3f800000", "1.0 in eight bytes": "fb3ff0000000000000",
        "100000.0 in eight bytes": "fb40f86a0000000000", "Infinity in four bytes": "fa7f800000",
        "NaN with another payload": "f97e01", "NaN with its sign bit set": "f9fe00", "a signalling NaN": "f97d00",
        "NaN in four bytes": "fa7fc00000", "NaN in eight bytes": "fb7ff8000000000000", "NaN, eight, payload": "fb7ff8000000000001",
        "text that is not UTF-8": "61ff", "text with a byte of a longer character missing": "62c3",
        "text with an overlong form": "62c080", "text with half of a surrogate pair": "63eda080",
        "text beyond U+10FFFF": "64f4908080",
        "nothing": "", "a byte after the item": "0000", "an integer cut short": "19ff", "bytes cut short": "4201",
        "text cut short": "626f", "an array cut short": "8201", "a map without its last value": "a101",
        "a tag without an item": "c1", "a number cut short": "f97e", "a length of 2^31 - 1": "5a7fffffff",
        "a length of 2^63 - 1": "5b7fffffffffffffff", "an array of 2^32 - 1 items": "9affffffff",
        "a map of 2^63 - 1 entries": "bb7fffffffffffffff",
        "34 levels of arrays": "81" * 33 + "80", "34 levels of tags": "c1" * 33 + "00",
    }
    write("cbor.json", "docs/spec/encoding.md, 1. Diagnostic notation as in RFC 8949, 8.", items=items,
          refused=[dict(what=what, encoded=text) for what, text in refused.items()])


# --- a whole small network: docs/spec/genesis.md to proof.md ---


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def merkle(leaves):
    """The root of RFC 9162, 2.1."""
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", merkle(leaves[:k]), merkle(leaves[k:]))


def path(leaves, index):
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if index < k:
        return path(leaves[:k], index) + [merkle(leaves[k:])]
    return path(leaves[k:], index - k) + [merkle(leaves[:k])]


def inclusion(leaves, index):
    return [len(leaves), index, path(leaves, index)]


def seed(name):
    return sha(b"polder vectors: " + name.encode())


def cose_key(name):
    return {1: 1, -1: 6, -2: ed25519(seed(name), b"")[0]}


def sig_structure(kid, payload):
    return cbor(["Signature1", cbor({1: -8, 4: kid}), b"", payload])


def sign1(name, kid, payload):
    signature = ed25519(seed(name), sig_structure(kid, payload))[1]
    return cbor(Tag(18, [cbor({1: -8, 4: kid}), {}, payload, signature]))


def network_file():
    cities = ["berlin", "frankfurt", "hamburg", "leipzig"]
    members = [[i, city, city.title(), "guild", cose_key(city), [city + ".example", 5000], [city + ".example", 5001], b"e"]
               for i, city in enumerate(cities)]
    limits = [131072, 1024, 65536, 64, 1000, 400000000, 8388608, 20000]
    genesis = cbor(["polder", 1, "genesis", "vectors", 1_790_000_000_000, limits, [["guild", cose_key("guild")]],
                    ["polder", 1, "roster", "main", 0, members],
                    [["authority", "authority", "main", [1]], ["city", "public", "main", [1, 2, 3]]]])
    network = sha(genesis)

    def domain(kind, chain="city"):
        return ["polder", 1, kind, network, chain]

    begins, ends, made = 1_790_000_001_000, 1_790_000_601_000, 1_790_000_002_500
    # a bare key saves a text
    key = cbor(cose_key("somebody"))
    call = [1, "kv", "save", ["greeting", "Hello, polder."]]
    payload = cbor(domain("transaction") + ["key:" + sha(key).hex(), 0, 7, begins, ends, call])
    cose = b"\1" + sign1("somebody", key, payload)
    cose_id = sha(b"\1", sig_structure(key, payload))
    # a thing signs three readings
    readings = [cbor({0: "PM10", 1: "ug/m3", 2: value, 6: seconds})
                for value, seconds in ((Tag(4, [-3, 18417]), 1_790_000_000), (21, Tag(4, [-1, 17900000005])), (Tag(4, [-1, -5]), 1_790_000_001))]
    thumb = sha(cbor(cose_key("DEHH008")))
    head_ = cbor(domain("frame") + ["thing:DEHH008", 1, 42, begins, ends, merkle(readings), len(readings)])
    frame_head = sign1("DEHH008", thumb, head_)
    frame = b"\2" + cbor([frame_head, readings])
    frame_id = sha(b"\2", sig_structure(thumb, head_))

    receipts = [[cose_id, [0, None], 1200, [["kv", "saved", "greeting"]]], [frame_id, [0, 3], 2400, []]]
    leaves = [i + sha(w) + sha(cbor(r)) for i, w, r in zip((cose_id, frame_id), (cose, frame), receipts)]
    header = cbor(domain("header") + [1, 0, 0, 9, made, network, merkle(leaves), bytes(32), merkle([]), 3600])
    later = cbor(domain("header") + [1, 0, 1, 10, made + 500, sha(header), merkle([]), bytes(32), merkle([sha(header)]), 0])
    authority = sha(b"a header of the authority chain")
    chains = [cbor(["authority", authority]), cbor(["city", sha(later)])]
    record = cbor(["polder", 1, "round", network, "main", 0, 10, made + 500, merkle(chains), bytes(32)])
    certificate = [[i, ed25519(seed(city), sig_structure(city.encode(), record))[1]]
                   for i, city in enumerate(cities) if city != "frankfurt"]
    up = [header, [later, inclusion([sha(header)], 0)], inclusion(chains, 1), record, certificate]
    subjects = dict(
        reading=[1, frame_head, cose_key("DEHH008"), readings[1], inclusion(readings, 1), sha(frame), receipts[1],
                 inclusion(leaves, 1)],
        transaction=[0, cose, None, receipts[0], inclusion(leaves, 0)],
        block=[3])
    write("network.json", "docs/spec/envelopes.md, transaction.md, genesis.md, round-record.md, certificate.md, proof.md. "
          "Private keys are SHA-256 of 'polder vectors: NAME'.",
          genesis=genesis.hex(), fingerprint=network.hex(),
          transactions=[dict(what="a bare key saves a text", wire=cose.hex(), id=cose_id.hex(), leaf=leaves[0].hex(),
                             receipt=cbor(receipts[0]).hex()),
                        dict(what="a frame of three readings", wire=frame.hex(), id=frame_id.hex(), leaf=leaves[1].hex(),
                             receipt=cbor(receipts[1]).hex())],
          headers=[dict(what="block 0", header=header.hex(), hash=sha(header).hex()),
                   dict(what="block 1", header=later.hex(), hash=sha(later).hex())],
          records=[dict(what="round 10", record=record.hex(), chainsRoot=merkle(chains).hex(),
                        authorityHeader=authority.hex(), certificate=cbor(certificate).hex())],
          proofs=[dict(what=what, file=cbor(["polder", 1, "proof-file", ["polder", 1, "proof", subject] + up, genesis, []]).hex())
                  for what, subject in subjects.items()])


ed25519_file()
es256_file()
keys_file()
cose_file()
cbor_file()
network_file()
