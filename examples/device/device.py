#!/usr/bin/env python3
"""A thing of a Polder network in one file: makes its key, is enrolled, signs a frame of readings and publishes it.

Needs Python 3, OpenSSL 3 (for Ed25519) and the mosquitto clients; no Python package. Every byte: docs/device.md.

    device.py enrol --thing demo-1 --city hamburg --owner hamburg --owner-key hamburg.key
    device.py send  --thing demo-1 temperature=21.5 humidity=40
"""
import argparse, hashlib, json, os, subprocess, sys, tempfile, time
from decimal import Decimal


# ---- deterministic CBOR (RFC 8949, 4.2): shortest heads, keys of a map in the order of their bytes ------------------

class Tag:
    def __init__(self, number, item):
        self.number, self.item = number, item


def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    for first, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size:
            return bytes([major << 5 | first]) + n.to_bytes(size, "big")


def cbor(item):
    if item is None:
        return b"\xf6"
    if isinstance(item, bool):
        return b"\xf5" if item else b"\xf4"
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, Decimal):  # an integer where it is one, else a decimal fraction (tag 4)
        if item == item.to_integral_value():
            return cbor(int(item))
        exponent = item.normalize().as_tuple().exponent
        return cbor(Tag(4, [exponent, int(item.scaleb(-exponent))]))
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return head(4, len(item)) + b"".join(map(cbor, item))
    if isinstance(item, dict):
        return head(5, len(item)) + b"".join(k + v for k, v in sorted((cbor(k), cbor(v)) for k, v in item.items()))
    return head(6, item.number) + cbor(item.item)


# ---- keys: Polder's own key file is the CBOR array [COSE_Key, PKCS#8], so that ./polder can use it too --------------

def openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, stdout=subprocess.PIPE, check=True).stdout


class Key:
    def __init__(self, file, make=False):
        if make and not os.path.exists(file):
            private = openssl("genpkey", "-algorithm", "ed25519", "-outform", "DER")
            public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", stdin=private)[-32:]
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(cbor([cose_key(public), private]))
        with open(file, "rb") as saved:
            content = saved.read()
        if len(content) != 91 or not content.startswith(b"\x82\xa3\x01\x01\x20\x06\x21\x58\x20"):
            sys.exit(f"{file}: expected an Ed25519 key file of Polder")
        self.public, self.private = content[9:41], content[43:]
        self.cose = cose_key(self.public)
        self.thumbprint = hashlib.sha256(cbor(self.cose)).digest()

    def sign1(self, payload):
        """The protected header and the signature of a COSE_Sign1 (RFC 9052, 4.4) over the payload."""
        protected = cbor({1: -8, 4: self.thumbprint})
        with tempfile.NamedTemporaryFile() as message:
            message.write(cbor(["Signature1", protected, b"", payload]))
            message.flush()
            return protected, openssl("pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", "/dev/stdin",
                                      "-in", message.name, stdin=self.private)

    def cose_sign1(self, payload):
        protected, signature = self.sign1(payload)
        return cbor(Tag(18, [protected, {}, payload, signature]))


def cose_key(public):
    return {1: 1, -1: 6, -2: public}


# ---- what is signed ------------------------------------------------------------------------------------------------

def domain(kind, network, chain, *fields):
    return cbor(["polder", 1, kind, network, chain, *fields])


def merkle_root(leaves):  # RFC 9162, 2.1.1
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


def reading(name, value, milliseconds):  # one SenML record (RFC 8428): 0 name, 2 value, 6 time in seconds
    return cbor({0: name, 2: Decimal(value), 6: Decimal(milliseconds).scaleb(-3)})


def frame(key, advice, thing, readings):
    payload = domain("frame", advice["network"], advice["chain"], "thing:" + thing, 0, time.time_ns() >> 10,
                     advice["validFrom"], advice["expires"], merkle_root(readings), len(readings))
    return cbor([key.cose_sign1(payload), readings])


def enrolment(key, owner_key, advice, thing, owner, city):
    _, possession = key.sign1(domain("possession", advice["network"], "authority", "thing:" + thing, key.cose))
    call = [1, "things", "enrol", [thing, "example", city, key.cose, possession, None]]
    return owner_key.cose_sign1(domain("transaction", advice["network"], "authority", "org:" + owner, 0,
                                       time.time_ns() >> 10, advice["validFrom"], advice["expires"], call))


# ---- MQTT, by the mosquitto clients --------------------------------------------------------------------------------

def ask_time(at, topic):
    """Network, chain, time and a window for signing, as the city knows them: a thing needs no clock."""
    answer = subprocess.run(["mosquitto_rr", *at, "-t", topic + "/time", "-e", topic + "/down/time", "-n", "-W", "10"],
                            stdout=subprocess.PIPE, check=True).stdout
    advice = json.loads(answer)
    return {**advice, "network": bytes.fromhex(advice["network"])}


def publish(at, topic, content):
    """Returns when the city has acknowledged: then it is final."""
    subprocess.run(["mosquitto_pub", *at, "-V", "mqttv5", "-q", "1", "-t", topic, "-s"], input=content, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["enrol", "send"])
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="what to send")
    parser.add_argument("--thing", required=True, help="its name")
    parser.add_argument("--key", help="its key file; made when it is not there (default: THING.key)")
    parser.add_argument("--chain", default="city", help="where readings go (default: city)")
    parser.add_argument("--city", help="enrol: the city node that serves it")
    parser.add_argument("--owner", help="enrol: the organisation it belongs to")
    parser.add_argument("--owner-key", help="enrol: the organisation's key file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="1883")
    args = parser.parse_intermixed_args()
    at = ["-h", args.host, "-p", args.port]
    key = Key(args.key or args.thing + ".key", make=args.what == "enrol")
    topic = f"polder/v1/{'authority' if args.what == 'enrol' else args.chain}/{args.thing}"
    advice = ask_time(at, topic)
    if args.what == "enrol":
        if not (args.city and args.owner and args.owner_key):
            parser.error("enrol needs --city, --owner and --owner-key")
        content = enrolment(key, Key(args.owner_key), advice, args.thing, args.owner, args.city)
        publish(at, topic + "/tx", content)
    else:
        readings = [reading(*value.split("=", 1), advice["now"]) for value in args.values]
        publish(at, topic + "/frame", frame(key, advice, args.thing, readings))


if __name__ == "__main__":
    main()
