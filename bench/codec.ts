/**
 * Figures of decoding and encoding, beside what others take for the same value: the engine's own JSON of its JER,
 * protobufjs and @peculiar/asn1-schema of types made from our schema, and pycrate of the same octets.
 */
import { PYCRATE, pycrate, withoutPycrate } from './pycrate.ts';
import {
  ACTS,
  type Act,
  contender,
  PECULIAR,
  PROTOBUF,
  type Proven,
  proven,
  rivals,
  textsOf,
  without,
} from './rival.ts';
import { SUBJECTS, type Subject } from './subject.ts';
import type { Contest } from './timer.ts';

type Kind = keyof typeof SUBJECTS;

interface Material {
  readonly subject: Subject;
  readonly all: readonly Proven[];
}

/** A contest for each kind of value and each way. */
export function codecs(): readonly Contest[] {
  return (Object.keys(SUBJECTS) as Kind[]).flatMap((kind) => {
    let made: Promise<Material> | undefined;
    const take = (act: Act): Promise<Material> => {
      const taken = made ?? material(kind);
      // Let go behind the last one: what lies in memory is walked by the collector within the figures that follow.
      made = act === ACTS.at(-1) ? undefined : taken;
      return taken;
    };
    return ACTS.map((act) => contest(kind, act, () => take(act)));
  });
}

async function material(kind: Kind): Promise<Material> {
  const subject = SUBJECTS[kind]();
  const texts = textsOf(subject);
  return { subject, all: (await rivals(kind, subject)).map((rival) => proven(rival, texts)) };
}

function contest(kind: Kind, act: Act, made: () => Promise<Material>): Contest {
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
      const { subject, all } = await made();
      const here = all.map((rival) => contender(rival, act));
      return withoutPycrate() === undefined ? [...here, pycrate(kind, act, subject)] : here;
    },
  };
}
