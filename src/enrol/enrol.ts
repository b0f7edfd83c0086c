/** A device gets its enrolment certificate: implicit, asked for with a request that the new key itself signs. */
import type { ValidityPeriod } from '../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../asn1/ieee1609dot2/certificate.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import { accept } from '../crypto/ecqv.ts';
import type { ecaCalls } from '../scms/calls.ts';
import { body, outgoing, pdu, pinned, readPlain, readSigned, signRequest, type Tools } from '../scms/envelope.ts';
import type { Role } from '../scms/role.ts';
import { toTime32 } from '../time.ts';
import { readCertificate } from '../trust/certificate.ts';
import { type Holder, implicitExponent, type Subject, verificationKey } from '../trust/issue.ts';
import { sec1 } from '../trust/point.ts';
import { asAsked } from './asked.ts';
import type { Authorities } from './authorities.ts';
import { accepting, granted, reject } from './failure.ts';

export interface Enrolling {
  /** The name the operator admitted the device under. */
  readonly name: string;
  /** What it may ask the RA for. */
  readonly certRequestPermissions: readonly PsidGroupPermissions[];
  /** Six years from now where nothing is said. */
  readonly validityPeriod?: ValidityPeriod;
}

/** The enrolment certificate and its key. Throws an EnrolmentError where the ECA refuses or its answer does not hold. */
export async function enrol(
  tools: Tools,
  eca: Role<typeof ecaCalls>,
  authorities: Authorities,
  { name, certRequestPermissions, validityPeriod }: Enrolling,
): Promise<Holder> {
  const { crypto, keys, clock } = tools;
  const key = keys.generate('P-256');
  const generationTime = toTime32(clock.now());
  const subject: Subject = {
    id: { tag: 'name', value: name },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: validityPeriod ?? { start: generationTime, duration: { tag: 'years', value: 6 } },
    certRequestPermissions,
  };
  const request = signRequest(
    tools,
    { self: key },
    pdu('eca-ee', {
      tag: 'eeEcaCertRequest',
      value: {
        version: 2,
        generationTime,
        type: 'implicit',
        tbsCert: {
          ...subject,
          verifyKeyIndicator: { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', key.public) },
        },
        canonicalId: undefined,
      },
    }),
  );
  const answer = granted(await eca.enrol(outgoing(request)), 'the enrolment');
  const response = accepting('The enrolment', () => {
    const { inner } = readSigned(tools, answer.value, pinned(authorities.eca));
    return body(readPlain(inner.value), 'eca-ee', 'ecaEeCertResponse');
  });
  if (!same(response.requestHash, hashedId8(crypto.hash('sha256', request)))) reject('it belongs to another request');
  const record = readCertificate(crypto, new Uint8Array(response.certificate.octets));
  const point = asAsked(record, authorities.eca, subject) && sec1(point256(record));
  const r = response.privateKeyInfo;
  if (!point || !r) reject('the enrolment certificate is not the one asked for');
  const e = implicitExponent(crypto, 'P-256', record, authorities.eca.record);
  const own = accept(crypto, keys, key, { e, r, reconstruction: point, issuer: authorities.eca.key.octets });
  return { record, key: own ?? reject('the key it leads to is not the one of the certificate') };
}

function point256({ tbs: { verifyKeyIndicator: v } }: Holder['record']) {
  return v.tag === 'reconstructionValue' ? v.value : ({ tag: 'fill', value: null } as const);
}
