/** A roadside unit or a traffic management center gets its certificate: one key, one period, no butterfly, no linkage. */

import { toHex } from '../../asn1/hex.ts';
import type { GeographicRegion, PsidSsp } from '../../asn1/ieee1609dot2/base.ts';
import type { CertificateId } from '../../asn1/ieee1609dot2/certificate.ts';
import { hashedId8, same } from '../crypto/digest.ts';
import { accept } from '../crypto/ecqv.ts';
import type { PrivateKey } from '../crypto/keystore.ts';
import { body, outgoing, pdu, pinned, readPlain, readSigned, signRequest } from '../scms/envelope.ts';
import { periodOf, periodValidity } from '../scms/period.ts';
import { encrypt, encryptionKey } from '../secure/encrypt.ts';
import { toTime32 } from '../time.ts';
import { type Holder, implicitExponent, type Subject, verificationKey } from '../trust/issue.ts';
import { sec1 } from '../trust/point.ts';
import { signedBy } from '../trust/signer.ts';
import { openAnswer } from './answer.ts';
import { asAsked } from './asked.ts';
import { type Client, download } from './batch.ts';
import { accepting, granted, reject } from './failure.ts';

export interface ApplicationWish {
  readonly appPermissions: readonly PsidSsp[];
  /** `none`, or the name of the enrolment. */
  readonly id?: CertificateId;
  /** The period that runs, where nothing is said. */
  readonly i?: number;
  readonly region?: GeographicRegion;
  readonly type?: 'implicit' | 'explicit';
  /** Whether the certificate also says a key that others can encrypt to. */
  readonly encrypting?: boolean;
}
export interface Credential extends Holder {
  /** Where `encrypting` was asked for. */
  readonly encryption: PrivateKey | undefined;
}

/** Throws an EnrolmentError where the RA refuses or the certificate is not the one asked for. */
export async function requestCertificate(client: Client, wish: ApplicationWish): Promise<Credential> {
  const { tools, ra, authorities, enrolment } = client;
  const { crypto, keys, clock } = tools;
  const { type = 'implicit', i = periodOf(clock.now()) } = wish;
  const key = keys.generate('P-256');
  const encryption = wish.encrypting ? keys.generate('P-256') : undefined;
  const answerKey = keys.generate('P-256');
  const response = encryptionKey('P-256', answerKey.public);
  const subject: Subject = {
    id: wish.id ?? { tag: 'none', value: null },
    cracaId: new Uint8Array(3),
    crlSeries: 0,
    validityPeriod: periodValidity(i),
    region: wish.region,
    appPermissions: wish.appPermissions,
    encryptionKey: encryption && encryptionKey('P-256', encryption.public),
  };
  const verifyKeyIndicator = { tag: 'verificationKey', value: verificationKey(crypto, 'P-256', key.public) } as const;
  const request = pdu('ee-ra', {
    tag: 'eeRaCertRequest',
    value: {
      version: 2,
      generationTime: toTime32(clock.now()),
      type,
      tbsCert: { ...subject, verifyKeyIndicator },
      additionalParams: { tag: 'encryptionKey', value: response },
    },
  });
  const sent = encrypt(tools, signRequest(tools, enrolment, request), [
    { to: 'certificate', certificate: authorities.ra.record },
  ]);
  const requestHash = hashedId8(crypto.hash('sha256', sent));
  const answer = granted(await ra.request(outgoing(sent)), 'the certificate');
  const ack = accepting('The acknowledgement', () => {
    const { inner } = readSigned(tools, answer.value, pinned(authorities.ra));
    return body(readPlain(inner.value), 'ee-ra', 'raEeCertAck');
  });
  if (!same(ack.requestHash, requestHash)) reject('it belongs to another request');

  const files = await download(client, `${toHex(requestHash)}.zip`);
  const content = files.find(({ name }) => !name.endsWith('.info'))?.content ?? reject('the file is empty');
  const { record, privateKeyInfo: r } = openAnswer(client, content.value, {
    as: 'key',
    public: response,
    key: answerKey,
  });
  if (!asAsked(record, authorities.aca, subject)) reject('the certificate is not the one asked for');
  const v = record.tbs.verifyKeyIndicator;
  if (type === 'explicit') {
    const stated = signedBy(crypto, record, authorities.aca);
    if (!stated || !same(stated.octets, key.public))
      reject('the certificate does not hold our key under the ACA’s signature');
    return { record, key, encryption };
  }
  const reconstruction = v.tag === 'reconstructionValue' ? sec1(v.value) : undefined;
  if (!reconstruction || !r) reject('the certificate is not implicit');
  const e = implicitExponent(crypto, 'P-256', record, authorities.aca.record);
  const own = accept(crypto, keys, key, { e, r, reconstruction, issuer: authorities.aca.key.octets });
  return { record, key: own ?? reject('the key it leads to is not the one of the certificate'), encryption };
}
