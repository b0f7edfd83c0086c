/**
 * A vehicle asks for a batch of certificates by butterfly keys, and fetches it period by period: twenty pseudonyms, or
 * the one identification certificate of an emergency vehicle.
 */

import { toHex } from '../../asn1/hex.ts';
import type { GeographicRegion, PsidSsp, PublicEncryptionKey } from '../../asn1/ieee1609dot2/base.ts';
import type { AdditionalParams } from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import { expand } from '../crypto/butterfly.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import { accept } from '../crypto/ecqv.ts';
import type { PrivateKey } from '../crypto/keystore.ts';
import type { raCalls } from '../scms/calls.ts';
import {
  body,
  outgoing,
  pdu,
  pinned,
  plain,
  readPlain,
  readSigned,
  sign,
  signRequest,
  type Tools,
} from '../scms/envelope.ts';
import { periodOf, periodStart, periodValidity } from '../scms/period.ts';
import type { Role } from '../scms/role.ts';
import { encrypt, encryptionKey } from '../secure/encrypt.ts';
import { toTime32 } from '../time.ts';
import { type Holder, implicitExponent, verificationKey } from '../trust/issue.ts';
import { sec1 } from '../trust/point.ts';
import { openAnswer } from './answer.ts';
import { asAsked } from './asked.ts';
import type { Authorities } from './authorities.ts';
import { accepting, EnrolmentError, granted, reject } from './failure.ts';

/** An enrolled device and the RA it asks. */
export interface Client {
  readonly tools: Tools;
  readonly ra: Role<typeof raCalls>;
  readonly authorities: Authorities;
  readonly enrolment: Holder;
}
export interface BatchWish {
  readonly appPermissions: readonly PsidSsp[];
  /** The period that runs, where nothing is said. */
  readonly iFirst?: number;
  /** One, where nothing is said. */
  readonly periods?: number;
  readonly region?: GeographicRegion;
  /** `original` has a key of its own for the answers, `unified` one for both. */
  readonly variant?: 'original' | 'unified';
}
/** A batch that was granted: what the device has to remember until it has fetched all of it. */
export interface Batch {
  readonly requestHash: Uint8Array;
  readonly iFirst: number;
  readonly periods: number;
  readonly appPermissions: readonly PsidSsp[];
  readonly region: GeographicRegion | undefined;
  /** Caterpillar key and expansion key, to sign with and for the answers; the same pair in the unified variant. */
  readonly signing: Caterpillar;
  readonly encryption: Caterpillar;
}
interface Caterpillar {
  readonly key: PrivateKey;
  readonly expansion: Uint8Array;
  readonly use: 'cert' | 'enc';
}

/** Asks the RA. Throws an EnrolmentError with the code of a refusal. */
export async function requestBatch(client: Client, wish: BatchWish): Promise<Batch> {
  const { tools, ra, authorities, enrolment } = client;
  const { crypto, keys, random, clock } = tools;
  const { iFirst = periodOf(clock.now()), periods = 1, variant = 'original', appPermissions, region } = wish;
  const signing: Caterpillar = { key: keys.generate('P-256'), expansion: random.octets(16), use: 'cert' };
  const encryption: Caterpillar =
    variant === 'unified' ? signing : { key: keys.generate('P-256'), expansion: random.octets(16), use: 'enc' };
  const additionalParams: AdditionalParams =
    variant === 'unified'
      ? { tag: 'unified', value: { tag: 'aes128', value: signing.expansion } }
      : {
          tag: 'original',
          value: {
            signingExpansion: { tag: 'aes128', value: signing.expansion },
            encryptionKey: encryptionKey('P-256', encryption.key.public),
            encryptionExpansion: { tag: 'aes128', value: encryption.expansion },
          },
        };
  const request = pdu('ee-ra', {
    tag: 'eeRaCertRequest',
    value: {
      version: 2,
      generationTime: toTime32(clock.now()),
      type: 'implicit',
      tbsCert: {
        id: { tag: 'none', value: null },
        cracaId: new Uint8Array(3),
        crlSeries: 0,
        validityPeriod: {
          start: periodStart(iFirst),
          duration: { tag: 'hours', value: 168 * periods + 1 },
        },
        region,
        appPermissions,
        verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', signing.key.public) },
      },
      additionalParams,
    },
  });
  const sent = encrypt(tools, signRequest(tools, enrolment, request), [
    { to: 'certificate', certificate: authorities.ra.record },
  ]);
  const requestHash = hashedId8(crypto.hash('sha256', sent));
  const answer = granted(await ra.request(outgoing(sent)), 'the batch');
  const ack = accepting('The acknowledgement', () => {
    const { inner } = readSigned(tools, answer.value, pinned(authorities.ra));
    return body(readPlain(inner.value), 'ee-ra', 'raEeCertAck');
  });
  if (!same(ack.requestHash, requestHash)) reject('it belongs to another request');
  if (ack.firstI !== iFirst) reject(`it begins at period ${ack.firstI}, asked for was ${iFirst}`);
  return { requestHash, iFirst, periods, appPermissions, region, signing, encryption };
}

/** Fetches a file of the RA: signed with the enrolment certificate, encrypted to the RA. */
export async function download({ tools, ra, authorities, enrolment }: Client, filename: string) {
  const now = tools.clock.now();
  const value = { generationTime: toTime32(now), filename };
  const signed = sign(tools, enrolment, plain(pdu('ee-ra', { tag: 'eeRaDownloadRequest', value })), now);
  const sent = encrypt(tools, signed, [{ to: 'certificate', certificate: authorities.ra.record }]);
  return granted(await ra.download(outgoing(sent)), `the file ${filename}`);
}

/**
 * The certificates of one period with their keys, in order of j. Each is opened with its cocoon key, has to be signed by
 * the ACA that issued it, to be what was asked for, and to have the key that d leads to: otherwise an EnrolmentError.
 */
export async function fetchBatch(client: Client, batch: Batch, i: number = batch.iFirst): Promise<Holder[]> {
  const { tools, authorities } = client;
  const { crypto, keys } = tools;
  if (i < batch.iFirst || i >= batch.iFirst + batch.periods)
    throw new EnrolmentError(`Period ${i} is not in this batch.`);
  const files = await download(client, `${toHex(batch.requestHash)}_${i.toString(16)}.zip`);
  const entries = files.flatMap(({ name, content }) => {
    const [, iText, jText] = /^([0-9a-f]{1,4})_([0-9a-f]{1,2})$/.exec(name) ?? [];
    return iText === i.toString(16) && jText !== undefined ? [{ j: Number.parseInt(jText, 16), content }] : [];
  });
  const js = entries.map((e) => e.j);
  if (new Set(js).size !== js.length) reject('a certificate is there twice');
  const cocoons = ({ key, expansion, use }: Caterpillar) =>
    expand(crypto, 'P-256', expansion, use, i, js).map((f) => keys.expand(key, f));
  const signing = cocoons(batch.signing);
  const opening = batch.encryption === batch.signing ? signing : cocoons(batch.encryption);
  return entries
    .map(({ j, content }, at) => {
      const key = opening[at]!;
      const response: PublicEncryptionKey = encryptionKey('P-256', key.public);
      const { record, privateKeyInfo: r } = openAnswer(client, content.value, { as: 'key', public: response, key });
      const { linkageValue } =
        record.tbs.id.tag === 'linkageData' ? record.tbs.id.value : reject('there is no linkage value');
      const wanted = asAsked(record, authorities.aca, {
        id: { tag: 'linkageData', value: { iCert: i, linkageValue } },
        cracaId: record.tbs.cracaId,
        crlSeries: record.tbs.crlSeries,
        validityPeriod: periodValidity(i),
        region: batch.region,
        appPermissions: batch.appPermissions,
      });
      const v = record.tbs.verifyKeyIndicator;
      const reconstruction = wanted && v.tag === 'reconstructionValue' ? sec1(v.value) : undefined;
      if (!reconstruction || !r) reject('a certificate is not the one asked for');
      const e = implicitExponent(crypto, 'P-256', record, authorities.aca.record);
      const own = accept(crypto, keys, signing[at]!, { e, r, reconstruction, issuer: authorities.aca.key.octets });
      return { j, record, key: own ?? reject('the key it leads to is not the one of the certificate') };
    })
    .sort((a, b) => a.j - b.j)
    .map(({ record, key }) => ({ record, key }));
}
