/** How far down and to which end a CA may issue, and what may be requested (6.4.30, 6.4.35). */
import type { SspRange } from '../../../asn1/ieee1609dot2/base.ts';
import type { PsidGroupPermissions } from '../../../asn1/ieee1609dot2/certificate.ts';
import type { Case } from '../case.ts';
import { every, issuing, LATE, mask, ok, opaque, psid } from '../rights.ts';
import { APP, all, EE, only } from '../setting.ts';

const LENGTH = 'minChainLength and chainLengthRange bound how many certificates follow below a CA.';
const TYPE = 'eeType says whether a chain may end in appPermissions (app) or certRequestPermissions (enrol).';
const REQUEST = 'certRequestPermissions of a certificate are covered by certIssuePermissions of its issuer.';
const ZERO = 'minChainLength is at least 1 in certIssuePermissions; in certRequestPermissions it may be 0.';

type Lengths = readonly [string, string, boolean, PsidGroupPermissions, PsidGroupPermissions, PsidGroupPermissions?];
const lengths: readonly Lengths[] = [
  ['exact', 'As long as each says.', true, all(2), all(1)],
  ['range', 'Inside a range.', true, all(1, 2), all(1)],
  ['any', 'No upper bound.', true, all(1, -1), all(1, -1)],
  ['short', 'Shorter than the ACA asks.', false, all(2, -1), all(2)],
  ['lifted', 'A bound of the ICA that the ACA lifts, and a chain that keeps it.', true, all(2), all(1, -1)],
  ['between', 'One CA more, inside the range of the ICA.', true, all(2, 1), all(1), all(2)],
  ['long', 'One CA more than the ICA allows.', false, all(2, 0), all(1), all(2)],
  ['long-root', 'A CA between that allows longer chains than the ICA does.', false, all(1, 1), all(1), all(1, 1)],
];

const types: readonly (readonly [string, string, boolean, number, number, 'app' | 'enrol'])[] = [
  ['app', 'Ends in appPermissions, which all allow.', true, EE.app, EE.app, 'app'],
  ['both', 'Ends in appPermissions, where both ends are allowed.', true, EE.both, EE.both, 'app'],
  ['app-under-enrol', 'Ends in appPermissions under a CA for enrolment.', false, EE.both, EE.enrol, 'app'],
  ['app-above-enrol', 'A CA for applications under one for enrolment.', false, EE.enrol, EE.app, 'app'],
  ['enrol', 'Ends in certRequestPermissions, which all allow.', true, EE.both, EE.enrol, 'enrol'],
  ['enrol-under-app', 'Ends in certRequestPermissions under a CA for applications.', false, EE.both, EE.app, 'enrol'],
];

const enrolment = (groups: readonly PsidGroupPermissions[]) => ({
  signer: { subject: { appPermissions: undefined, certRequestPermissions: groups } },
});
const ask = (sspRange: SspRange | undefined, min = 1) => [only([{ psid, sspRange }], min, 0, EE.app)];
const grant = (sspRange: SspRange | undefined) => [only([{ psid, sspRange }], 1, 0, EE.enrol)];
const requests: readonly (readonly [
  string,
  string,
  boolean,
  readonly PsidGroupPermissions[],
  readonly PsidGroupPermissions[],
])[] = [
  ['psid', 'The PSID is named.', true, grant(undefined), ask(every)],
  [
    'psid-more',
    'Another PSID is named.',
    false,
    [only([{ psid: APP.bsm, sspRange: undefined }], 1, 0, EE.enrol)],
    ask(every),
  ],
  ['all', 'All, under all.', true, [all(1, 0, EE.enrol)], [all(1, 0, EE.app)]],
  ['all-more', 'All, under one PSID.', false, grant(undefined), [all(1, 0, EE.app)]],
  ['opaque', 'A part of a list.', true, grant(opaque('01', '02')), ask(opaque('01'))],
  ['opaque-more', 'One entry more.', false, grant(opaque('01')), ask(opaque('01', '02'))],
  ['bitmap', 'More bits bound, alike.', true, grant(mask('0100', 'ff0f')), ask(mask('0100', 'ff1f'))],
  ['bitmap-more', 'A bound bit left free.', false, grant(mask('0100', 'ff0f')), ask(mask('0100', 'ff07'))],
];

export const depth: readonly Case[] = [
  ...lengths.map(
    ([id, what, good, ica, aca, sub]): Case => ({
      ...{ id: `length-${id}`, rule: LENGTH, clause: '6.4.30', what, expected: ok(good), also: good ? [] : LATE },
      chain: {
        root: { subject: { certIssuePermissions: [all(1, -1)] } },
        ica: { subject: { certIssuePermissions: [ica] } },
        ...(sub ? { sub: { subject: { certIssuePermissions: [sub] } } } : {}),
        aca: { subject: { certIssuePermissions: [aca] } },
      },
    }),
  ),
  ...types.map(
    ([id, what, good, ica, aca, end]): Case => ({
      ...{ id: `end-${id}`, rule: TYPE, clause: '6.4.35', what, expected: ok(good), also: good ? [] : LATE },
      ...(end === 'enrol' ? { sample: 'none' } : {}),
      chain: {
        ica: { subject: { certIssuePermissions: [all(2, 0, ica)] } },
        ...issuing([all(1, 0, aca)]),
        ...(end === 'enrol' ? enrolment(ask(undefined, 0)) : {}),
      },
    }),
  ),
  ...['aca', 'signer'].map(
    (who): Case => ({
      ...{ id: `end-none-${who}`, rule: TYPE, clause: '6.4.35', expected: 'spduParsingInvalidInput' },
      what: `Neither, in ${who === 'aca' ? 'certIssuePermissions' : 'certRequestPermissions'}.`,
      ...(who === 'aca'
        ? { chain: issuing([all(1, 0, 0)]), also: [...LATE, 'inconsistentChainPermissions'] }
        : {
            chain: { signer: { subject: { certRequestPermissions: [all(1, 0, 0)] } } },
            also: ['inconsistentChainPermissions'],
          }),
    }),
  ),
  ...requests.map(
    ([id, what, good, above, below]): Case => ({
      ...{ id: `request-${id}`, rule: REQUEST, clause: '6.4.30', what, expected: ok(good), sample: 'none' },
      chain: { ...issuing(above), ...enrolment(below) },
    }),
  ),
  ...[1, 2].map(
    (min): Case => ({
      ...{ id: `request-length-${min}`, rule: LENGTH, clause: '6.4.30', expected: ok(min === 1), sample: 'none' },
      what: `An enrolment certificate right under a CA that asks for ${min} certificate(s) below.`,
      chain: {
        ica: { subject: { certIssuePermissions: [all(2, -1, EE.both)] } },
        ...issuing([all(min, 0, EE.enrol)]),
        ...enrolment(ask(undefined)),
      },
    }),
  ),
  {
    ...{ id: 'min-zero-request', rule: ZERO, clause: '6.4.30', expected: 'success', sample: 'none' },
    what: '0 in certRequestPermissions, as enrolment certificates have it.',
    chain: { ...issuing(grant(undefined)), ...enrolment(ask(undefined, 0)) },
  },
  {
    ...{ id: 'min-zero-issue', rule: ZERO, clause: '6.4.30', expected: 'spduParsingInvalidInput', also: LATE },
    what: '0 in certIssuePermissions.',
    chain: issuing([all(0, -1)]),
  },
];
