/** What comes out of Node is Buffers, whose slice() is a view: nothing of the caller's is changed, or kept. */
import { expect, test } from 'vitest';
import { softwareKeyStore } from '../../src/crypto/keystore.ts';
import { noble } from '../../src/crypto/noble.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { decodeCertificate } from '../../src/trust/certificate.ts';
import { aca, crypto, PSIDS, random, under } from '../pki.ts';
import { certificate, crl, I, LA1, linkageOf, receiver } from './crls.ts';

test('a certificate on a series of CRLs, whose twin is made of it', () => {
  const series = { cracaId: aca.record.id8.slice(5), crlSeries: 3 };
  const { record } = under(aca, 'bus', { appPermissions: [{ psid: PSIDS.srm, ssp: undefined }], ...series });
  const octets = Buffer.from(record.octets);
  const read = decodeCertificate(crypto, octets);
  if (!read.ok) throw new Error('it is a certificate');
  expect([...octets]).toEqual([...record.octets]);
  octets.fill(0);
  expect([...read.record.octets]).toEqual([...record.octets]);
  expect(read.record.twin10).toEqual(record.twin10);
});

test('a private key', () => {
  for (const provider of [openssl, noble]) {
    const keys = softwareKeyStore({ crypto: provider, random });
    const secret = Buffer.from(keys.secret(keys.generate('P-256')));
    const key = keys.import('P-256', secret);
    secret.fill(0);
    const message = random.octets(64);
    const signature = keys.sign(key, 'sha256', message);
    expect(provider.verify(provider.publicKey('P-256', key.public)!, 'sha256', message, signature)).toBe(true);
  }
});

test('seeds of a list, from which those of later periods follow', () => {
  const seed = random.octets(16);
  const linkageSeed = Buffer.from(seed);
  const { verdict } = receiver(crl('fullLinkedCrl', { groupsSingleSeed: [{ iMax: 200, laId: LA1, linkageSeed }] }));
  const member = (i: number) => certificate(i, undefined, { j: 7, value: linkageOf(seed, i, 7) });
  for (const i of [I + 3, I, I + 1, I + 2, I]) expect([i, verdict(member(i))]).toEqual([i, 'certificateRevoked']);
  expect([...linkageSeed]).toEqual([...seed]);
});
