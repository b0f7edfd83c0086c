/** JSON of ours in the identifiers another codec has for the same members, alternatives and names. */
import type { Member, Node } from '../../asn1/schema.ts';

export interface Voice {
  /** An alternative of a CHOICE, by the name of its type where that has one. */
  readonly tag: (name: string, type: string) => string;
  /** A name of an ENUMERATED. */
  readonly value: (name: string) => string;
  /** A member of a SEQUENCE, beside its siblings. */
  readonly member: (name: string, siblings: object) => string;
  /** An INTEGER of a named type. */
  readonly integer: (n: number, type: string) => number;
}
export const plainly: Voice = { tag: (n) => n, value: (n) => n, member: (n) => n, integer: (n) => n };

export function speak(n: Node, json: unknown, voice: Voice): unknown {
  switch (n.kind) {
    case 'kept':
    case 'open':
      return speak(n.of, json, voice);
    case 'later':
      return speak(n.of(), json, voice);
    case 'list':
      return (json as unknown[]).map((item) => speak(n.of, item, voice));
    case 'enumerated':
      return voice.value(json as string);
    case 'integer':
      return typeof json === 'number' ? voice.integer(json, n.name ?? '') : json;
    case 'choice':
      return members([...n.root, ...(n.added ?? [])], json as object, voice, (name) => voice.tag(name, n.name ?? ''));
    case 'sequence':
      return members([...n.root, ...(n.added ?? [])], json as object, voice, (name) =>
        voice.member(name, json as object),
      );
    default:
      return json;
  }
}

function members(all: readonly Member[], json: object, voice: Voice, rename: (name: string) => string): object {
  return Object.fromEntries(
    Object.entries(json).map(([name, v]) => {
      const m = all.find((m) => m.name === name);
      return m ? [rename(name), speak(m.type, v, voice)] : [name, v];
    }),
  );
}
