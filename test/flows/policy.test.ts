/** A run that is given policies: the roadside unit judges by them, and nobody else does. */
import { expect, test } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { CrlContents, CrlSsp } from '../../asn1/ieee1609dot2/crl.ts';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinMap } from '../../roadside/builtin.ts';
import { readMap } from '../../roadside/intersection.ts';
import { defaultPlan } from '../../roadside/plan.ts';
import type { Fleet } from '../../sim/fleet.ts';
import { type Setting, Stage } from '../../sim/stage.ts';
import { runWorld } from '../../sim/world.ts';
import { signSpdu } from '../../src/secure/sign.ts';
import { merged } from '../../src/verify/policy.ts';
import { type Profile, PSID, profiles } from '../../src/verify/profile.ts';
import type { Judge } from '../../src/verify/verifier.ts';
import { aca, crypto, ica, keys, NOW, root, START, under } from '../pki.ts';
import { ambulance, payload, signed } from '../verify/srm.ts';

const read = readMap(builtinMap);
if (!read.ok) throw new Error(read.refusal);
const { intersection } = read;

/** As much of a fleet as stands around an intersection before anybody moves. */
function fleetOf(): Fleet {
  const ssp = coer(CrlSsp).encode({ version: 1, associatedCraca: 'issuerIsCraca', crls: [1] });
  const ma = under(aca, 'ma', { appPermissions: [{ psid: PSID.crl, ssp: { tag: 'opaque', value: ssp } }] });
  const list: CrlContents = {
    ...{ version: 1, crlSeries: 1, crlCraca: aca.record.id8, issueDate: START, nextCrl: START + 7 * 86_400 },
    priorityInfo: { priority: undefined },
    typeSpecific: { tag: 'fullHashCrl', value: { crlSerial: 1, entries: [] } },
  };
  const signer = { form: 'certificate', certificate: ma.record } as const;
  const crl = signSpdu({ crypto, keys, key: ma.key, psid: PSID.crl, payload: coer(CrlContents).encode(list), signer });
  const known = ({ record, key }: typeof ma) => ({ record, key: crypto.publicKey('P-256', key.public)! });
  const authorities = { root: known(root), ica: known(ica), aca: known(aca), ma: known(ma) };
  const emergency = { pseudonyms: [], identification: ambulance };
  const none = { cars: [], retired: emergency, bus: ambulance, rsu: ambulance, center: ambulance, issued: 0 };
  return { ...none, authorities: { ...authorities, eca: known(aca), ra: known(aca) }, keys, ambulance: emergency, crl };
}

test('the judge of the unit is the one that its policies make', () => {
  const strict: Profile = { ...profiles.find((p) => p.psid === PSID.srm)!, signer: ['digest'] };
  const setting: Setting = {
    ...{ crypto, fleet: fleetOf(), intersection, plan: defaultPlan(intersection) },
    ...{ seed: '1', start: NOW, seconds: 1, bystanders: 0, map: builtinMap },
    mapOctets: uper(MessageFrame).encode({ tag: 'MapData', value: builtinMap }),
    profiles: merged(profiles, [strict]),
  };
  const judged = (judge: Judge) => {
    const got = judge.verify(signed(ambulance, { payload }), PSID.srm);
    return got.ok ? 'accepted' : got.sentence;
  };
  let ofUnit: string | undefined;
  const enough = new Error('seen');
  const verifier = (judge: Judge): Judge => {
    ofUnit = judged(judge);
    throw enough;
  };
  expect(() => runWorld(setting, true, { verifier })).toThrow(enough);
  expect(ofUnit).toBe('not a form of signer for SRM');
  expect(judged(new Stage(setting).verifier())).toBe('accepted');
});
