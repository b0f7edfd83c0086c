/** Both verdicts over a trial, and where they differ. */
import { toHex } from '../../asn1/hex.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { readCertificate, seriesOf } from '../../src/trust/certificate.ts';
import { explain, type Result } from '../../src/trust/result.ts';
import { Revocations } from '../../src/trust/revocation.ts';
import { TrustStore } from '../../src/trust/store.ts';
import type { Profile } from '../../src/verify/profile.ts';
import { type Verdict, Verifier } from '../../src/verify/verifier.ts';
import { fault } from '../field.ts';
import { metres } from './geo.ts';
import { type Judged, judge, type Past, resultsOf } from './judge.ts';
import type { Rule } from './rules.ts';
import type { Trial } from './trial.ts';
import type { Demands, World } from './world.ts';

const profileOf = (d: Demands): Profile => ({
  name: `PSID ${d.psid}`,
  psid: d.psid,
  payload: d.message === undefined ? 'octets' : 'messageFrame',
  messages: d.message === undefined ? [] : [d.message],
  generationTime: d.generationTime,
  pastSeconds: d.pastSeconds,
  futureSeconds: d.futureSeconds,
  expiryTime: d.expiryRequired ? 'required' : 'optional',
  generationLocation: d.locationRequired ? 'required' : 'optional',
  ...(d.distanceMetres === undefined ? {} : { distanceMetres: d.distanceMetres }),
  replay: d.replay,
  nonce: d.wholeR ? 'checked' : 'unchecked',
  tolerates: [],
  signer: d.forms,
  // What holds for the receiver as a whole holds here.
  overdueSeconds: 90 * 86_400,
  requiredSeries: [],
  ssp: [],
});

function receiverOf(world: World, clock: { now(): number }) {
  const { map } = world;
  const lies = (place: { latitude: number; longitude: number }, country: number) =>
    map && metres(map.center, place) <= map.metres ? country === map.country : undefined;
  const store = new TrustStore({ crypto: openssl, map: { lies } });
  for (const octets of world.anchors) store.addAnchor(readCertificate(openssl, octets));
  for (const octets of world.authorities) store.addAuthority(readCertificate(openssl, octets));
  const requiredSeries = world.required.map((r) => seriesOf(r.cracaId, r.crlSeries));
  const revocations = new Revocations(openssl, { overdueSeconds: world.overdueSeconds, requiredSeries });
  for (const list of world.lists) revocations.apply(list);
  const verifier = new Verifier({
    crypto: openssl,
    clock,
    store,
    revocations,
    profiles: world.demands.map(profileOf),
    place: () => world.place,
  });
  return { verifier, revocations };
}

/** Two opinions of one message. */
export interface Opinions {
  readonly ours: Result | 'accepted';
  readonly why: string;
  readonly broken: readonly Rule[];
  /** Empty where they agree. */
  readonly difference: string;
}

function differ(ours: Verdict, literal: Judged): string {
  if (!ours.ok)
    return resultsOf(literal).has(ours.result)
      ? fault(ours.finding)
      : `we: ${ours.result}, literally: ${literal.broken.join('; ') || 'accepted'}`;
  if (literal.broken.length > 0) return `we: accepted, literally: ${literal.broken.join('; ')}`;
  const ssp = (s: typeof ours.ssp) =>
    s === undefined || s.tag === '?' ? String(s?.tag) : `${s.tag} ${toHex(s.value)}`;
  const a = [ours.psid, ssp(ours.ssp), ours.by.record.id].join(' ');
  const b = [literal.psid, ssp(literal.ssp), toHex(literal.signer ?? new Uint8Array())].join(' ');
  return a === b ? '' : `accepted as ${a}, literally as ${b}`;
}

export function compare({ world, arrivals }: Trial): Opinions[] {
  let now = 0;
  const { verifier, revocations } = receiverOf(world, { now: () => now });
  let known = world;
  const past: Past[] = [];
  return arrivals.map((arrival) => {
    now = arrival.now;
    for (const list of arrival.lists) revocations.apply(list);
    known = { ...known, lists: [...known.lists, ...arrival.lists] };
    const ours = verifier.verify(arrival.octets, arrival.psid);
    const literal = judge(known, past, arrival);
    if (literal.replayKey && literal.broken.length === 0)
      past.push({ octets: arrival.octets, replayKey: literal.replayKey });
    return {
      ours: ours.ok ? 'accepted' : ours.result,
      why: ours.ok ? '' : explain(ours),
      broken: literal.broken,
      difference: differ(ours, literal),
    };
  });
}
