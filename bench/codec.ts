/** Figures of decoding, beside what the engine's own decoder takes for the same value in JSON. */
import { coer } from '../asn1/coer.ts';
import { Ieee1609Dot2Data } from '../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import { jer } from '../asn1/jer.ts';
import type { Codec } from '../asn1/malformed.ts';
import { sentence } from '../asn1/malformed.ts';
import type { Node, Type } from '../asn1/schema.ts';
import { uper } from '../asn1/uper.ts';
import { signSpdu } from '../src/secure/sign.ts';
import { implicitAmbulance, request, signing } from './material.ts';
import { type Side, side } from './timer.ts';

const MESSAGES = 1000;

/** A signal request in UPER, and the same ones in JER. */
export function srm(name: string, reference: string): readonly Side[] {
  const all = Array.from({ length: MESSAGES }, (_, n) => request(n));
  return both(name, reference, MessageFrame, uper, all);
}
/** A signed request with its certificate in COER, and the same ones in JER. */
export function spdu(name: string, reference: string): readonly Side[] {
  const signer = implicitAmbulance();
  const all = Array.from({ length: MESSAGES }, (_, n) => signSpdu(signing(signer, 'certificate', n)));
  return both(name, reference, Ieee1609Dot2Data, coer, all);
}

function both(
  name: string,
  reference: string,
  schema: Node,
  rules: (n: Type<unknown>) => Codec<unknown>,
  all: readonly Uint8Array[],
): readonly Side[] {
  const codec = rules(schema);
  const texts = all.map((octets) => JSON.stringify(jer<Type<unknown>>(schema).to(codec.read(octets))));
  let ours = 0;
  let theirs = 0;
  return [
    side(name, () => {
      const got = codec.decode(all[ours++ % MESSAGES]!);
      if (!got.ok) throw new Error(sentence(got.malformed));
    }),
    side(reference, () => {
      JSON.parse(texts[theirs++ % MESSAGES]!);
    }),
  ];
}
