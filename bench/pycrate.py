"""pycrate's codecs, timed by themselves. The first line on stdin is `{"kind", "octets": [hex], "notation"?}`, answered with
`{}` where each of these decodes, and encodes to the same octets again; `notation` is an ASN.1 module, for a kind that
pycrate brings none of. Each further line is `{"act": "decode" | "encode", "seconds"}`,
answered with `{"perSecond"}`. What goes wrong is answered with `{"error"}`."""

import json
import sys
import time


class Plain:
    """A type of its own in one encoding."""

    def __init__(self, kind, rules):
        self.kind = kind
        self.read, self.write = getattr(kind, "from_" + rules), getattr(kind, "to_" + rules)

    def decode(self, octets):
        self.read(octets)
        return self.kind.get_val()

    def encode(self, value):
        self.kind.set_val(value)
        return self.write()


class Framed(Plain):
    """A message in a MessageFrame. ISO/TS 19091 has no such frame: its few octets are stepped over, and put back."""

    def decode(self, octets):
        start = 3 if octets[2] < 128 else 4
        return octets[:2], Plain.decode(self, octets[start:])

    def encode(self, value):
        head, message = value
        octets = Plain.encode(self, message)
        size = len(octets)
        length = bytes((size,)) if size < 128 else bytes((128 | size >> 8, size & 255))
        return head + length + octets


class Signed:
    """A message in signed data: both layers."""

    def __init__(self, data, message):
        self.data, self.message = Plain(data, "coer"), Framed(message, "uper")

    def decode(self, octets):
        value = self.data.decode(octets)
        return value, self.message.decode(self.inner(value)["content"][1])

    def encode(self, both):
        value, message = both
        self.inner(value)["content"] = ("unsecuredData", self.message.encode(message))
        return self.data.encode(value)

    def inner(self, value):
        return value["content"][1]["tbsData"]["payload"]["data"]


def compiled(notation):
    """The type `Top` of a module `Shape`."""
    import contextlib
    import os
    import tempfile

    from pycrate_asn1c.asnproc import PycrateGenerator, compile_text, generate_modules

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        path = os.path.join(folder, "shape.py")
        compile_text(notation)
        generate_modules(PycrateGenerator, path)
        made = {}
        exec(open(path).read(), made)
    return made["Shape"].Top


def codec(kind, notation):
    if notation is not None:
        return Plain(compiled(notation), "coer")
    from pycrate_asn1dir import ITS_IEEE1609_2 as dot2
    from pycrate_asn1dir import ITS_IS as its

    if kind == "srm":
        return Signed(dot2.Ieee1609Dot2.Ieee1609Dot2Data, its.DSRC.SignalRequestMessage)
    if kind == "certificate":
        return Plain(dot2.Ieee1609Dot2.Certificate, "coer")
    return Framed({"map": its.DSRC.MapData, "spat": its.DSRC.SPAT}[kind], "uper")


def rate(act, inputs, seconds):
    start = time.perf_counter()
    done = 0
    while True:
        act(inputs[done % len(inputs)])
        done += 1
        spent = time.perf_counter() - start
        if spent >= seconds:
            return done / spent


def answer(question):
    global tested, octets, values
    if "kind" in question:
        tested = codec(question["kind"], question.get("notation"))
        octets = [bytes.fromhex(o) for o in question["octets"]]
        values = [tested.decode(o) for o in octets]
        for value, before in zip(values, octets):
            after = tested.encode(value)
            if after != before:
                raise ValueError("%s came back as %s" % (before.hex(), after.hex()))
        return {}
    act, inputs = (tested.decode, octets) if question["act"] == "decode" else (tested.encode, values)
    return {"perSecond": rate(act, inputs, question["seconds"])}


for line in sys.stdin:
    try:
        said = answer(json.loads(line))
    except Exception as why:
        said = {"error": type(why).__name__ + ": " + str(why)}
    print(json.dumps(said), flush=True)
