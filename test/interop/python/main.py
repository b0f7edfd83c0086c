"""pycrate's codecs, asked over lines: `<type> <hex>` is decoded and answered with `ok <re-encoded hex> <JER>`,
`<type> jer <json>` is encoded and answered with `ok <hex>`, `types` with the names it knows; what it refuses is answered
with `err <why>`. Without arguments IEEE 1609.2 in COER, and in unaligned PER the messages SAE J2735 shares with ISO/TS
19091 (module DSRC) and those of ETSI TS 103 301 they are in; else `<coer|uper> <file>`, modules that pycrate's compiler wrote to a file."""

import importlib.util
import json
import resource
import sys

# A length it believes must not take the machine with it.
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def compiled(rules, path):
    spec = importlib.util.spec_from_file_location("compiled", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [(m, rules) for m in vars(module).values() if isinstance(m, type) and hasattr(m, "_all_")]


def packaged():
    from pycrate_asn1dir import ITS_IEEE1609_2 as dot2
    from pycrate_asn1dir import ITS_IS as its

    coer = [dot2.Ieee1609Dot2, dot2.Ieee1609Dot2BaseTypes, dot2.EtsiTs103097ExtensionModule]
    messages = ("SREM", "SSEM", "SPATEM", "MAPEM", "RTCMEM")
    uper = [its.DSRC] + [getattr(its, name + "_PDU_Descriptions") for name in messages]
    return [(m, "coer") for m in coer] + [(m, "uper") for m in uper]


MODULES = compiled(*sys.argv[1:3]) if len(sys.argv) > 1 else packaged()


def table(modules):
    """Names of types to the modules that have them, rules beside."""
    found = {}
    for module, rules in modules:
        for name in module._type_:
            kind = getattr(module, name.replace("-", "_"))
            found.setdefault(name, []).append((module, kind, rules))
    return found


TYPES = table(MODULES)


def find(name):
    # A name that two modules have means two types: neither is asked for by its name alone.
    holders = TYPES.get(name, [])
    if len(holders) != 1:
        raise LookupError("no type " + name if not holders else name + " in more than one module")
    _, kind, rules = holders[0]
    return kind, getattr(kind, "from_" + rules), getattr(kind, "to_" + rules)


def answer(line):
    if line == "types":
        return " ".join(name for name, holders in TYPES.items() if len(holders) == 1)
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
