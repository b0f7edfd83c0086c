/**
 * A role is a table of calls and someone who answers them. Whether that someone sits in this process or on another
 * machine is decided where the service is put together; the caller cannot tell, and octets cross the line either way, so
 * no object is ever shared between roles and who knows what can be checked on the octets.
 */
import { coer } from '../../asn1/coer.ts';
import { type Codec, sentence } from '../../asn1/malformed.ts';
import type { Infer, Node } from '../../asn1/schema.ts';
import type { Log } from '../world.ts';
import { Refusal } from './refusal.ts';

export type Calls = { readonly [name: string]: { readonly ask: Node; readonly answer: Node } };
/** What the asker learns of a refusal: an HTTP status and, where there is one, the 1609.2.1 code. */
export interface Refused {
  readonly status: number;
  readonly code: string | undefined;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refused: Refused };
/** How others see a role. */
export type Role<C extends Calls> = {
  readonly [K in keyof C]: (ask: Infer<C[K]['ask']>) => Promise<Answer<Infer<C[K]['answer']>>>;
};
/** How a role is written: it returns the answer or throws a Refusal. */
export type Handlers<C extends Calls> = {
  readonly [K in keyof C]: (ask: Infer<C[K]['ask']>) => Promise<Infer<C[K]['answer']>>;
};
/** Octets there, octets or a refusal back: what a transport carries. */
export type Send = (name: string, octets: Uint8Array) => Promise<Answer<Uint8Array>>;

/** Sees what crosses a line between roles, for tests of who learns what. */
export type Tap = (call: string, asked: Uint8Array, answered: Answer<Uint8Array>) => void;

/** The role in this process, across octets. */
export function local<C extends Calls>(calls: C, handlers: Handlers<C>, log: Log, tap?: Tap): Role<C> {
  const answer = answerer(calls, handlers, log);
  return asker(calls, async (name, octets) => {
    const got = await answer(name, octets);
    tap?.(name, octets, got);
    return got;
  });
}

/** The asking side over any transport. */
export function asker<C extends Calls>(calls: C, send: Send): Role<C> {
  return each(calls, (name, { ask, answer }) => {
    const out: Codec<unknown> = coer(ask);
    const back: Codec<unknown> = coer(answer);
    return async (value: unknown): Promise<Answer<unknown>> => {
      const got = await send(name, out.encode(value));
      return got.ok ? { ok: true, value: back.read(got.value) } : got;
    };
  }) as Role<C>;
}

/** The answering side over any transport. Octets that are no such request are refused with 400-42, what breaks with 500. */
export function answerer<C extends Calls>(calls: C, handlers: Handlers<C>, log: Log): Send {
  const table = each(calls, (name, { ask, answer }) => {
    const incoming: Codec<unknown> = coer(ask);
    const out: Codec<unknown> = coer(answer);
    const act = handlers[name as keyof C] as (value: unknown) => Promise<unknown>;
    return async (octets: Uint8Array): Promise<Answer<Uint8Array>> => {
      try {
        const got = incoming.decode(octets);
        if (!got.ok) throw new Refusal('parse', sentence(got.malformed));
        return { ok: true, value: out.encode(await act(got.value)) };
      } catch (e) {
        const r = e instanceof Refusal ? e : new Refusal('internal', e instanceof Error ? String(e.stack) : String(e));
        log(r.status === 500 ? 'error' : 'warn', `${name} refused`, { code: r.code, cause: r.cause, reason: r.reason });
        return { ok: false, refused: { status: r.status, code: r.code } };
      }
    };
  });
  return async (name, octets) => {
    const answer = Object.hasOwn(table, name) ? table[name] : undefined;
    return answer ? answer(octets) : { ok: false, refused: { status: 404, code: undefined } };
  };
}

/** The value of an answer; for roles that depend on another role: its refusal becomes ours. */
export function must<T>(answer: Answer<T>, whom: string): T {
  if (answer.ok) return answer.value;
  throw new Refusal('internal', `${whom} refused with ${answer.refused.code ?? answer.refused.status}`);
}

function each<V>(calls: Calls, make: (name: string, call: Calls[string]) => V): { [name: string]: V } {
  return Object.fromEntries(Object.entries(calls).map(([name, c]) => [name, make(name, c)]));
}
