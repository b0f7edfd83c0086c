/** Fields of a policy that are right each by itself, and make no policy together. */
import { layoutNames, layoutOf, type Subject } from '../trust/layout.ts';
import type { Fault } from './field.ts';
import type { Policy } from './policy.ts';

/**
 * No policy takes an older signal request. A roadside unit remembers the newest one of a signer for so long, so that none
 * that was held back opens again what is over.
 */
export const OLDEST_REQUEST_SECONDS = 10;
/** What is remembered of accepted messages is bounded, and so may not be kept for days. */
const LONGEST_REPLAY_SECONDS = 600;

/** Why these fields make no policy; empty where they do. */
export function conflicts(policy: Policy): readonly Fault[] {
  return RULES.flatMap((rule) => rule(policy) ?? []);
}
type Rule = (policy: Policy) => Fault | undefined;

/** It asks for something: what it asks for twice, or without a right to, is no small matter. */
const ASKED: readonly string[] = ['SignalRequestMessage', 'TmcMessage'] satisfies Subject[];
const subjectsOf = ({ payload, messages }: Policy): readonly string[] =>
  payload === 'tmc' ? ['TmcMessage'] : messages;
/** Whether something is asked of the signal here. */
export const asks = (policy: Policy): boolean => subjectsOf(policy).some((subject) => ASKED.includes(subject));

const RULES: readonly Rule[] = [
  ({ payload, messages }) =>
    payload === 'messageFrame' && messages.length === 0
      ? fault('messages', 'an empty list', 'one message or more with payload messageFrame', 'name what may be sent')
      : undefined,
  ({ payload, messages }) =>
    payload !== 'messageFrame' && messages.length > 0
      ? fault('messages', messages.join(', '), `none with payload ${payload}`, 'empty the list, or change payload')
      : undefined,
  (policy) =>
    asks(policy) && !policy.replay
      ? fault('replay', 'false', 'only true for what is asked of a signal', 'set it to true: a copy would ask again')
      : undefined,
  ({ replay, generationTime }) =>
    replay && generationTime !== 'required'
      ? fault(
          'generationTime',
          generationTime,
          'only required with replay true',
          'set one of the two otherwise: without a time, a copy is taken again when the message is forgotten',
        )
      : undefined,
  (policy) =>
    asks(policy) && policy.payload !== 'tmc' && policy.pastSeconds > OLDEST_REQUEST_SECONDS
      ? fault(
          'pastSeconds',
          String(policy.pastSeconds),
          `numbers from 0.1 to ${OLDEST_REQUEST_SECONDS} for a signal request`,
          'make it shorter: the unit remembers no longer what a signer asked before',
        )
      : undefined,
  ({ replay, pastSeconds }) =>
    replay && pastSeconds > LONGEST_REPLAY_SECONDS
      ? fault(
          'pastSeconds',
          String(pastSeconds),
          `numbers from 0.1 to ${LONGEST_REPLAY_SECONDS} with replay true`,
          'make it shorter, or set replay to false: messages are not remembered for longer',
        )
      : undefined,
  (policy) =>
    asks(policy) && !policy.ssp.some((name) => ASKED.includes(layoutOf(name).subject))
      ? fault(
          'ssp',
          policy.ssp.join(', ') || 'an empty list',
          `one layout or more of ${layoutsFor(policy)
            .filter((name) => ASKED.includes(layoutOf(name).subject))
            .join(', ')}`,
          'name the one of your certificates: without it, any of them could claim any role',
        )
      : undefined,
  (policy) => {
    const foreign = policy.ssp.find((name) => !layoutsFor(policy).includes(name));
    if (foreign === undefined) return undefined;
    const about = subjectsOf(policy).join(', ') || 'nothing we know';
    return fault(
      'ssp',
      `${foreign}, which is of ${layoutOf(foreign).subject}`,
      `${layoutsFor(policy).join(', ') || 'no layouts'} for PSID ${policy.psid}, which carries ${about}`,
      'take it out, or put it into the policy it is for',
    );
  },
  ({ bits = {}, ssp }) => {
    const unread = layoutNames.find((name) => bits[name] !== undefined && !ssp.includes(name));
    return unread === undefined
      ? undefined
      : fault(
          'bits',
          `an order of ${unread}`,
          'orders of layouts that ssp names',
          'add it to ssp, or take it out here',
        );
  },
];

function layoutsFor(policy: Policy) {
  return layoutNames.filter((name) => subjectsOf(policy).includes(layoutOf(name).subject));
}
function fault(field: keyof Policy, found: string, allowed: string, advice: string): Fault {
  return { field, found, allowed, advice };
}
