/** Which certificate an SPDU lacks: the first, from its signer up, that is neither in it nor named by what is in it. */
import { expect, test } from 'vitest';
import { lackOf } from '../../src/p2pcd/lack.ts';
import { type Signing, signSpdu } from '../../src/secure/sign.ts';
import { parse } from '../../src/verify/parse.ts';
import { aca, crypto, ica, keys, NOW, PSIDS, root } from '../pki.ts';
import { bsm } from '../verify/bsm.ts';
import { acaUnder, carUnder } from './rig.ts';

const car = carUnder(aca);
function lacks(signer: Signing['signer']) {
  const { key } = car;
  const parsed = parse(signSpdu({ crypto, keys, key, psid: PSIDS.bsm, payload: bsm, generationTime: NOW, signer }));
  return parsed.ok && lackOf(crypto, parsed);
}
const along = (...issuers: readonly (typeof aca)[]) =>
  lacks({ form: 'certificate', certificate: car.record, issuers: issuers.map(({ record }) => record) });

test('the issuer of the highest one that came along', () => {
  expect(along()).toEqual({ id: aca.record.id, kind: 'authority' });
  expect(along(aca)).toEqual({ id: ica.record.id, kind: 'authority' });
  expect(along(aca, ica)).toEqual({ id: root.record.id, kind: 'authority' });
  expect(along(aca, ica, root)).toBeUndefined();
});
test('in whatever order they came, and beside whatever else', () => {
  expect(along(ica, aca)).toEqual({ id: root.record.id, kind: 'authority' });
  expect(along(acaUnder(ica), ica)).toEqual({ id: aca.record.id, kind: 'authority' });
});
test('the certificate of the signer, where only its digest came; nothing, where it signed for itself', () => {
  expect(lacks({ form: 'digest', certificate: car.record })).toEqual({ id: car.record.id, kind: 'endEntity' });
  expect(lacks({ form: 'self' })).toBeUndefined();
});
