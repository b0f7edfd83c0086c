/** Who there is in a deployment, each under the usual chain and as it should be: vehicles, units, a center, the SCMS. */
import { coer } from '../../../asn1/coer.ts';
import type { PsidSsp } from '../../../asn1/ieee1609dot2/base.ts';
import { ScmsSsp } from '../../../asn1/ieee1609dot2dot1/ssp.ts';
import { TMC_PSID } from '../../../asn1/wavetrust/tmc.ts';
import { linkageValue, preLinkageValues } from '../../crypto/linkage.ts';
import { requestSsp, tmcSsp } from '../../trust/ssp.ts';
import type { Case } from '../case.ts';
import type { Forge, Link } from '../forge.ts';
import type { Kind } from '../sample.ts';
import { APP, all, circle, EE, only, type Setting } from '../setting.ts';

const RULE = 'A certificate as its role has it, under a root, an ICA and an ACA or ECA, is accepted.';
const SCMS_PSID = 35;

const scms = (tag: 'ica' | 'eca' | 'aca' | 'ra'): PsidSsp => ({
  psid: SCMS_PSID,
  ssp: { tag: 'opaque', value: coer(ScmsSsp).encode({ tag, value: { version: 2 } }) },
});
const plain = (psid: number): PsidSsp => ({ psid, ssp: undefined });

const ambulance = [plain(APP.bsm), { psid: APP.srm, ssp: requestSsp(['ambulance', 'emergency'], 14) }];
const bus = [plain(APP.bsm), { psid: APP.srm, ssp: requestSsp(['publicTransport', 'transit'], 5) }];
const unit = [APP.spat, APP.ssm, APP.map].map(plain);
const center = [{ psid: TMC_PSID, ssp: tmcSsp(['setPattern', 'free', 'hold'], [{ region: 0, from: 7000, to: 7099 }]) }];
const weeks = (start: number, count: number) => ({
  start,
  duration: { tag: 'hours', value: 168 * count + 1 } as const,
});

export function role({ start }: Setting, forge: Forge): readonly Case[] {
  const signer = (appPermissions: readonly PsidSsp[], part: Link = {}): Link => ({
    ...part,
    subject: (issuer) => ({
      appPermissions,
      ...(typeof part.subject === 'function' ? part.subject(issuer) : part.subject),
    }),
  });
  const local = { subject: { region: circle(2000), validityPeriod: weeks(start, 4) } };
  const wide = { root: { curve: 'P-384' }, ica: { curve: 'P-384' }, aca: { curve: 'P-384' } } as const;
  const rows: readonly (readonly [string, string, Kind | 'none', Case['chain']])[] = [
    ['ambulance-explicit', 'An ambulance asks for green, explicit.', 'srm', { signer: signer(ambulance) }],
    [
      'ambulance-implicit',
      'An ambulance asks for green, implicit.',
      'srm',
      { signer: signer(ambulance, { form: 'implicit' }) },
    ],
    [
      'ambulance-p384',
      'The same with P-384 in all certificates.',
      'srm',
      { ...wide, signer: signer(ambulance, { curve: 'P-384' }) },
    ],
    ['bus-explicit', 'A bus sends BSMs, explicit.', 'bsm', { signer: signer(bus) }],
    ['bus-implicit', 'A bus sends BSMs, implicit.', 'bsm', { signer: signer(bus, { form: 'implicit' }) }],
    ['pseudonym', 'A car under a pseudonym with linkage value.', 'bsm', { signer: pseudonym(forge, 0) }],
    ['pseudonym-next', 'The same car under another one.', 'bsm', { signer: pseudonym(forge, 1) }],
    [
      'rsu-spat',
      'A roadside unit tells its lights, explicit, valid at its place only.',
      'spat',
      { signer: signer(unit, local) },
    ],
    ['rsu-ssm', 'A roadside unit answers, implicit.', 'ssm', { signer: signer(unit, { ...local, form: 'implicit' }) }],
    ['tmc', 'A center gives a command.', 'tmc', { signer: signer(center) }],
    ['tmc-p384', 'A center gives a command, P-384.', 'tmc', { ...wide, signer: signer(center, { curve: 'P-384' }) }],
    [
      'scms',
      'ICA and ACA that say what they are in an SSP of PSID 35.',
      'srm',
      {
        ica: { subject: { appPermissions: [scms('ica')] } },
        aca: { subject: { appPermissions: [scms('aca')], certIssuePermissions: [all(1)] } },
        signer: signer(ambulance),
      },
    ],
    ['ra', 'A registration authority under the ACA.', 'none', { signer: signer([scms('ra')]) }],
    [
      'enrolment',
      'An enrolment certificate under an ECA.',
      'none',
      {
        aca: {
          subject: {
            appPermissions: [scms('eca')],
            certIssuePermissions: [all(1, 0, EE.enrol), only([{ psid: SCMS_PSID, sspRange: undefined }])],
          },
        },
        signer: {
          subject: {
            appPermissions: undefined,
            certRequestPermissions: [
              only(
                ambulance.map(({ psid }) => ({ psid, sspRange: undefined })),
                0,
              ),
            ],
          },
        },
      },
    ],
  ];
  return rows.map(
    ([id, what, kind, chain]): Case => ({
      ...{ id: `role-${id}`, rule: RULE, clause: '5.1', what, expected: 'success', chain: chain! },
      sample: kind === 'none' ? 'none' : { kind },
    }),
  );
}

function pseudonym(forge: Forge, j: number): Link {
  const plv = (la: number) =>
    preLinkageValues(forge.crypto, Uint8Array.of(0, la), forge.octets(`car, linkage seed ${la}`, 16), [j])[0]!;
  const linkage = { iCert: 1, linkageValue: linkageValue(plv(1), plv(2)), groupLinkageValue: undefined };
  return {
    form: 'implicit',
    subject: (issuer) => ({
      ...{ id: { tag: 'linkageData', value: linkage }, cracaId: issuer!.record.id8.slice(5), crlSeries: 3 },
      appPermissions: [plain(APP.bsm)],
    }),
  };
}
