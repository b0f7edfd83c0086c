/** A unit and a car under CAs that the other has never heard of. */
import { expect, test } from 'vitest';
import { MessageFrame } from '../../asn1/j2735/frame.ts';
import { uper } from '../../asn1/uper.ts';
import { builtinMap } from '../../roadside/builtin.ts';
import { Controller } from '../../roadside/controller.ts';
import { Desk } from '../../roadside/desk.ts';
import { readMap } from '../../roadside/intersection.ts';
import { siteOf } from '../../roadside/locate.ts';
import { defaultPlan, usualRecall } from '../../roadside/plan.ts';
import { deskDefaults } from '../../roadside/policy.ts';
import { type Outcome, RoadsideUnit } from '../../roadside/unit.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { P2pcdEntity } from '../../src/p2pcd/entity.ts';
import { PSID } from '../../src/verify/profile.ts';
import { atOnce, pipelined, type Receiving } from '../../src/verify/receiver.ts';
import { Verifier, type VerifierOptions } from '../../src/verify/verifier.ts';
import { silent } from '../../src/world.ts';
import { Air, acaUnder, carUnder, Station, storeOf } from '../p2pcd/rig.ts';
import { aca, crypto, ica, implicitUnder, keys, NOW } from '../pki.ts';

const read = readMap(builtinMap);
if (!read.ok) throw new Error(read.refusal);
const { intersection } = read;
const aca2 = acaUnder(ica);
const holder = implicitUnder(aca2, 'unit', {
  id: { tag: 'none', value: null },
  appPermissions: [PSID.spat, PSID.map, PSID.ssm].map((psid) => ({ psid, ssp: undefined })),
});

const ways: readonly (readonly [string, (options: VerifierOptions) => Receiving])[] = [
  ['at once', (options) => atOnce(new Verifier(options))],
  ['through a pipeline', (options) => pipelined({ ...options, since: -Infinity, soon: setImmediate })],
];

test.each(ways)(
  'a unit that judges %s learns the CA of a car, and the car that of the unit',
  async (_, receivingBy) => {
    const air = new Air();
    const { events } = air;
    const store = storeOf([ica, aca2]);
    const radio = air.medium.join('unit', () => ({ x: 0, y: 0 }));
    const world = { clock: events, timers: events, radio, random: seededRandom('unit'), log: silent, crypto, keys };
    const p2pcd = new P2pcdEntity({ world, store });
    const plan = defaultPlan(intersection);
    const { physical, revision, id } = intersection;
    const recall = usualRecall(intersection);
    const unit = new RoadsideUnit({
      ...{ world, holder, p2pcd, revision, intersection: id, priority: true },
      receiving: receivingBy({ crypto, clock: events, store, peer: p2pcd }),
      controller: new Controller({ plan, physical, local: 'free', recall, record: () => {} }, NOW),
      desk: new Desk({ ...deskDefaults, intersection: id, site: siteOf(intersection) }),
      map: uper(MessageFrame).encode({ tag: 'MapData', value: builtinMap }),
      groups: [...intersection.phaseOf].map(([signalGroup, phase]) => {
        return { signalGroup, phase, kind: 'vehicle', permissive: false } as const;
      }),
    });
    const outcomes: Outcome[] = [];
    unit.onOutcome((outcome) => outcomes.push(outcome));
    const car = new Station(air, 'car', { holder: carUnder(aca), cas: [ica, aca] });
    unit.start();
    car.speak(0.03);
    for (let step = 0; step < 40; step++) {
      air.run(0.05);
      await new Promise((turn) => setTimeout(turn, 5));
    }
    await unit.close();
    const kinds = outcomes.map((o) => (o.kind === 'refused' ? o.result : o.kind));
    expect(kinds[0]).toBe('notEnoughInformationToConstructChain');
    expect(kinds).toContain('p2pcd');
    expect(kinds.at(-1)).toBe('heard');
    expect(store.issuers(aca.record.id8)).toHaveLength(1);
    expect(car.knows(aca2)).toBe(true);
    expect(car.verdicts[0]).toBe('notEnoughInformationToConstructChain');
    expect(car.verdicts.at(-1)).toBe('accepted');
  },
);
