/** From an admitted request to the requests the ACA gets: cocoon keys for each i and j, pre-linkage values beside them. */
import type { EncryptedIndividualPLV, LinkageInfo, RaAcaCertRequest } from '../../asn1/ieee1609dot2dot1/issuance.ts';
import type { ButterflyExpansion, EeRaCertRequest } from '../../asn1/ieee1609dot2dot1/provisioning.ts';
import { cocoonPublic, expand, type Use } from '../crypto/butterfly.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { encryptionKey } from '../secure/encrypt.ts';
import { compressedPoint, encryptionPoint } from '../trust/point.ts';
import type { Order } from './admission.ts';
import { requestedPoint } from './envelope.ts';
import { periodValidity } from './period.ts';
import { refuse } from './refusal.ts';

/** One certificate that is wanted. `ask` lacks only the time, which is the same for a whole mix. */
export interface Wanted {
  /** Hash of the device's request, and where in it this belongs: the ACA learns neither it nor j. */
  readonly request: Uint8Array;
  readonly i: number;
  readonly j: number;
  readonly ask: Omit<RaAcaCertRequest, 'generationTime'>;
}
/** plvs[i - iFirst][j] of one linkage authority. */
export type Plvs = readonly (readonly EncryptedIndividualPLV[])[];

const NO_FLAGS = { octets: Uint8Array.of(0), length: 8 };
const DUMMY = new Uint8Array(9);

/** Everything a request asks for; `plvs` of both linkage authorities for a linked profile. */
export function wanted(crypto: CryptoProvider, order: Order, plvs: readonly [Plvs, Plvs] | undefined): Wanted[] {
  const { request, hash, iFirst, periods, profile } = order;
  if (!profile.linked || !plvs) return [single(order)];
  const js = Array.from({ length: profile.jMax }, (_, j) => j);
  return Array.from({ length: periods }, (_, n) => n).flatMap((n) => {
    const i = iFirst + n;
    const { signing, encryption } = cocoons(crypto, request, i, js);
    return js.map((j): Wanted => {
      const linkageInfo: LinkageInfo = { encPlv1: plvs[0][n]![j]!, encPlv2: plvs[1][n]![j]! };
      const key = signing[j] ?? refuse('verifyKeyIndicatorInvalid', 'a cocoon key would be the point at infinity');
      const certEncKey = encryption[j] ?? refuse('fieldDisallowed', 'a cocoon key would be the point at infinity');
      return {
        request: hash,
        i,
        j,
        ask: {
          version: 2,
          type: 'implicit',
          flags: NO_FLAGS,
          linkageInfo,
          certEncKey: encryptionKey('P-256', certEncKey),
          tbsCert: {
            id: { tag: 'linkageData', value: { iCert: i, linkageValue: DUMMY } },
            cracaId: new Uint8Array(3),
            crlSeries: 0,
            validityPeriod: periodValidity(i),
            region: request.tbsCert.region,
            appPermissions: request.tbsCert.appPermissions,
            verifyKeyIndicator: { tag: 'reconstructionValue', value: compressedPoint(key) },
          },
        },
      };
    });
  });
}

function cocoons(
  crypto: CryptoProvider,
  { tbsCert, additionalParams: p }: EeRaCertRequest,
  i: number,
  js: readonly number[],
) {
  const caterpillar = requestedPoint(crypto, tbsCert).octets;
  const points = (point: Uint8Array, key: ButterflyExpansion, use: Use) =>
    cocoonPublic(crypto, 'P-256', point, expand(crypto, 'P-256', aes(key), use, i, js));
  if (p?.tag === 'original') {
    const encryption = encryptionPoint(crypto, p.value.encryptionKey.publicKey);
    return {
      signing: points(caterpillar, p.value.signingExpansion, 'cert'),
      encryption: encryption ? points(encryption.octets, p.value.encryptionExpansion, 'enc') : [],
    };
  }
  if (p?.tag !== 'unified') refuse('fieldDisallowed', 'no butterfly parameters');
  const both = points(caterpillar, p.value, 'cert');
  return { signing: both, encryption: both };
}
function aes(key: ButterflyExpansion): Uint8Array {
  return key.tag === 'aes128' ? key.value : refuse('fieldDisallowed', 'the expansion function is not AES-128');
}

/** An application certificate: the device's own key, one period. */
function single({ request, hash, iFirst }: Order): Wanted {
  const { tbsCert: t, type, additionalParams: p } = request;
  const key = t.verifyKeyIndicator.tag === 'verificationKey' ? t.verifyKeyIndicator.value : undefined;
  if (key?.tag !== 'ecdsaNistP256') refuse('verifyKeyIndicatorInvalid', 'the key is no point of P-256');
  return {
    request: hash,
    i: iFirst,
    j: 0,
    ask: {
      version: 2,
      type,
      flags: NO_FLAGS,
      linkageInfo: undefined,
      certEncKey: p?.tag === 'encryptionKey' ? p.value : undefined,
      tbsCert: {
        id: t.id,
        cracaId: new Uint8Array(3),
        crlSeries: 0,
        validityPeriod: periodValidity(iFirst),
        region: t.region,
        appPermissions: t.appPermissions,
        encryptionKey: t.encryptionKey,
        verifyKeyIndicator:
          type === 'implicit' ? { tag: 'reconstructionValue', value: key.value } : t.verifyKeyIndicator,
      },
    },
  };
}
