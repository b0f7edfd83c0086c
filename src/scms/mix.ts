/**
 * Where the requests of many devices are mixed: put in random order, given one time, sent to the ACA one by one, and the
 * answers sorted back to their devices. What the ACA sees in a row is not of one device.
 */

import { toHex } from '../../asn1/hex.ts';
import type { Ieee1609Dot2Data } from '../../asn1/ieee1609dot2/data.ts';
import type { AcaResponse } from '../../asn1/ieee1609dot2dot1/issuance.ts';
import type { Kept } from '../../asn1/schema.ts';
import { hashedId8 } from '../crypto/digest.ts';
import { toTime32 } from '../time.ts';
import type { Random } from '../world.ts';
import type { acaCalls } from './calls.ts';
import type { Wanted } from './cocoon.ts';
import type { Component } from './component.ts';
import { body, type Known, outgoing, pdu, pinned, readPlain, readSigned, signRequest, type Tools } from './envelope.ts';
import { must, type Role } from './role.ts';

/** A certificate for one place of one request, as the ACA packed it. */
export interface Issued {
  readonly wanted: Wanted;
  readonly content: Kept<Ieee1609Dot2Data>;
}
export interface Asked {
  readonly wanted: Wanted;
  readonly hash: Uint8Array;
  readonly spdu: Kept<Ieee1609Dot2Data>;
}

/** Requests in one call to the ACA. */
const CHUNK = 256;

/** The requests to the ACA in random order, all of the same time. */
export function prepare(tools: Tools, ra: Component, pool: readonly Wanted[]): Asked[] {
  const generationTime = toTime32(tools.clock.now());
  return shuffled(pool, tools.random).map((wanted) => {
    const request = pdu('aca-ra', { tag: 'raAcaCertRequest', value: { ...wanted.ask, generationTime } });
    const octets = signRequest(tools, ra, request);
    return { wanted, hash: tools.crypto.hash('sha256', octets), spdu: outgoing(octets) };
  });
}

/** Has them issued. What the ACA leaves out is missing in the answer. Throws a Refusal where the ACA refuses altogether. */
export async function obtain(
  tools: Tools,
  aca: Role<typeof acaCalls>,
  by: Known,
  asked: readonly Asked[],
): Promise<Issued[]> {
  const issued: Issued[] = [];
  for (let at = 0; at < asked.length; at += CHUNK) {
    const chunk = asked.slice(at, at + CHUNK);
    const places = new Map(chunk.map((a) => [toHex(hashedId8(a.hash)), a.wanted]));
    for (const answer of must(await aca.issue(chunk.map((a) => a.spdu)), 'the ACA')) {
      const { inner } = readSigned(tools, answer.value, pinned(by));
      const { requestHash, acaResponse } = body(readPlain(inner.value), 'aca-ra', 'acaRaCertResponse');
      const wanted = places.get(toHex(requestHash));
      const content = packed(acaResponse);
      if (wanted && content) issued.push({ wanted, content });
      else tools.log('error', 'an answer of the ACA belongs to no request', { requestHash: toHex(requestHash) });
    }
  }
  return issued;
}

function packed(response: AcaResponse): Kept<Ieee1609Dot2Data> | undefined {
  return response.tag === 'plain' || response.tag === 'private' ? response.value : undefined;
}

/** Fisher and Yates, with octets nobody can foresee. */
function shuffled<T>(from: readonly T[], random: Random): T[] {
  const items = [...from];
  for (let k = items.length - 1; k > 0; k--) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = random.octets(6);
    // 48 bits over at most some thousands: the remainder is as good as even
    const pick = (((a << 16) | (b << 8) | c) * 0x1000000 + ((d << 16) | (e << 8) | f)) % (k + 1);
    [items[k], items[pick]] = [items[pick]!, items[k]!];
  }
  return items;
}
