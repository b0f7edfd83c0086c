"""pycrate's codecs, asked over lines: `<type> <hex>` is decoded and answered with `ok <re-encoded hex> <JER>`,
`<type> jer <json>` is encoded and answered with `ok <hex>`; what it refuses is answered with `err <why>`.
IEEE 1609.2 in COER; the messages SAE J2735 shares with ISO/TS 19091 (module DSRC) in unaligned PER."""

import json
import resource
import sys

from pycrate_asn1dir import ITS_IEEE1609_2 as dot2
from pycrate_asn1dir import ITS_IS as its

MODULES = ((dot2.Ieee1609Dot2, "coer"), (dot2.Ieee1609Dot2BaseTypes, "coer"), (its.DSRC, "uper"))

# A length it believes must not take the machine with it.
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def find(name):
    for module, rules in MODULES:
        if hasattr(module, name):
            found = getattr(module, name)
            return found, getattr(found, "from_" + rules), getattr(found, "to_" + rules)
    raise LookupError("no type " + name)


def answer(line):
    name, question = line.split(" ", 1)
    kind, decode, encode = find(name)
    if question.startswith("jer "):
        kind.from_jer(question[4:])
        return encode().hex()
    octets = bytes.fromhex(question)
    decode(octets)
    again = encode().hex()
    try:
        text = json.dumps(json.loads(kind.to_jer()))
    except Exception as why:  # its JER knows fewer types than its codecs
        text = "? " + repr(why)
    return again + " " + text


for line in sys.stdin:
    try:
        said = "ok " + answer(line.strip())
    except Exception as why:
        said = "err " + type(why).__name__ + ": " + str(why)
    print(said.replace("\n", " ").replace("\r", " "), flush=True)
