/**
 * Whether the SSP of a signer permits what its SPaT, MAP or SSM says (ETSI TS 103 301). A signal request and a command
 * are let through: what becomes of them is for whoever answers them, and who asked gets an answer.
 */
import type { ServiceSpecificPermissions } from '../../asn1/ieee1609dot2/base.ts';
import type { MessageFrame } from '../../asn1/j2735/frame.ts';
import type { Established } from '../trust/chain.ts';
import { layoutOf } from '../trust/layout.ts';
import { type Refusal, refuse } from '../trust/result.ts';
import { rightsOf, sspWords } from '../trust/ssp.ts';
import type { Payload } from './permit.ts';
import type { Profile } from './profile.ts';

/** 5.2.4.2.2  Undefined where nothing is said that the signer may not say, or where the profile does not ask. */
export function unsaid(
  profile: Profile,
  { record }: Established,
  ssp: ServiceSpecificPermissions | undefined,
  payload: Payload,
): Refusal | undefined {
  if (profile.ssp.length === 0 || payload.tag !== 'messageFrame') return undefined;
  const said = needed(payload.value);
  if (said === undefined) return undefined;
  const rights = rightsOf(said.subject, ssp, profile.ssp, profile.bits);
  const beyond = rights ? said.rights.filter((right) => !rights.may.has(right)) : said.rights;
  if (rights && beyond.length === 0) return undefined;
  const what = [said.subject, ...beyond].join(' with ');
  const layouts = profile.ssp.filter((name) => layoutOf(name).subject === said.subject);
  const may = sspWords(ssp, layouts, profile.bits);
  return refuse('unauthorizedPSID', `a ${what}, where ${record.id} ${may}`, '5.2.4.2.2', {
    field: 'toBeSigned.appPermissions.ssp',
    found: may,
    allowed: `an SSP that permits ${what}`,
  });
}

/** The rights that a message needs of its signer; undefined for one that is not judged here. */
function needed(frame: MessageFrame) {
  switch (frame.tag) {
    case 'SPAT': {
      const states = frame.value.intersections;
      const assists = states.some((s) => s.maneuverAssistList ?? s.states.some((m) => m.maneuverAssistList));
      const prioritizes = states.some((s) =>
        s.regional?.some((r) => r.tag === 'IntersectionState-addGrpC' && r.value.activePrioritizations),
      );
      const rights = ['intersections'];
      if (prioritizes) rights.push('prioritization');
      if (assists) rights.push('maneuverAssist');
      return { subject: 'SPAT', rights } as const;
    }
    case 'MapData': {
      const rights = (['intersections', 'roadSegments'] as const).filter((part) => frame.value[part] !== undefined);
      return { subject: 'MapData', rights } as const;
    }
    case 'SignalStatusMessage':
      return { subject: 'SignalStatusMessage', rights: [] } as const;
    default:
      return undefined;
  }
}
