/**
 * Figures of decoding and encoding, beside what others take for the same value: the engine's own JSON of its JER,
 * protobufjs and @peculiar/asn1-schema of types made from our schema, and pycrate of the same octets.
 */
import { PYCRATE, pycrate, withoutPycrate } from './pycrate.ts';
import { ACTS, type Act, contender, PECULIAR, PROTOBUF, rivals, textsOf, without } from './rival.ts';
import { SUBJECTS } from './subject.ts';
import type { Contest } from './timer.ts';

type Kind = keyof typeof SUBJECTS;

/** A contest for each kind of value and each way. */
export function codecs(): readonly Contest[] {
  return (Object.keys(SUBJECTS) as Kind[]).flatMap((kind) => ACTS.map((act) => contest(kind, act)));
}

function contest(kind: Kind, act: Act): Contest {
  const perhaps: readonly (readonly [name: string, missing: string | undefined])[] = [
    [act === 'decode' ? 'JSON.parse' : 'JSON.stringify', undefined],
    [PROTOBUF, without(PROTOBUF)],
    [PECULIAR, undefined],
    [PYCRATE, withoutPycrate()],
  ];
  return {
    name: `codec.${kind}.${act}`,
    references: perhaps.flatMap(([name, missing]) => (missing === undefined ? [name] : [])),
    absent: perhaps.flatMap(([name, missing]) => (missing === undefined ? [] : [`${name} is left out: ${missing}`])),
    async sides() {
      const subject = SUBJECTS[kind]();
      const texts = textsOf(subject);
      const here = (await rivals(kind, subject)).map((rival) => contender(rival, act, texts));
      return withoutPycrate() === undefined ? [...here, pycrate(kind, act, subject)] : here;
    },
  };
}
