/**
 * Our own protocol: signed signal timing commands from a traffic management center to a roadside unit, and their signed
 * acknowledgement. No published format exists; the words are those of TMDD 3.1 and NTCIP 1202. COER, carried as the
 * unsecuredData of a signed Ieee1609Dot2Data under `TMC_PSID`.
 */
import {
  bits,
  boolean,
  choice,
  enumerated,
  type Infer,
  integer,
  list,
  named,
  nil,
  octets,
  optional,
  sequence,
  type Type,
  uint64,
  utf8,
} from '../schema.ts';

/** From the range of four-octet PSIDs nobody has been assigned; every unit of a deployment has to be set to the same. */
export const TMC_PSID = 0x1020_4000;

const Time64 = uint64;
/** Whole seconds; every hold has to end by itself. */
const Seconds = integer(1, 65_535);

const target = sequence({ region: optional(integer(0, 65_535)), id: integer(0, 65_535), rsu: optional(octets(8)) });
/** The intersection a command is for, and the HashedId8 of the unit's certificate where only that unit is meant. No wildcard. */
export interface Target extends Infer<typeof target> {}
export const Target: Type<Target> = named('Target', target);

const phases = bits(8, ['phase1', 'phase2', 'phase3', 'phase4', 'phase5', 'phase6', 'phase7', 'phase8']);
/** Phases 1 to 8 of a ring-and-barrier controller (NTCIP 1202). */
export type Phases = Infer<typeof phases>;
export const Phases: Type<Phases> = named('Phases', phases);

const timed = sequence({ phases: Phases, seconds: Seconds });
const action = choice(
  {
    /** A timing pattern of the controller. */
    setPattern: integer(1, 253),
    free: nil,
    flash: nil,
    /** Seconds. */
    offsetAdjust: integer(-3600, 3600),
    hold: timed,
    forceOff: Phases,
    omit: timed,
    call: timed,
    preempt: sequence({ number: integer(1, 255), on: boolean, phases: Phases, maxPresenceSeconds: Seconds }),
    /** The commandId of what is taken back. */
    cancel: octets(16),
    /** Requests for priority are refused; those for preemption rule over a center's commands. */
    lockPriority: Seconds,
    unlockPriority: nil,
  },
  {},
);
/** What to do; NTCIP 1202 words. `cancel` names the commandId it takes back; `setPattern` and `free` also end flash. */
export type Action = Infer<typeof action>;
export const Action: Type<Action> = named('Action', action);

const command = sequence(
  {
    version: integer(1, 1),
    /** A random number. */
    commandId: octets(16),
    target: Target,
    /** Strictly grows per signer and target. */
    sequence: integer(0, 4_294_967_295),
    notBefore: Time64,
    notAfter: Time64,
    /** Who gave the command. */
    operator: utf8(1, 63),
    reason: optional(utf8(1, 255)),
    action: Action,
  },
  {},
);
/** `notBefore` and `notAfter` in microseconds of TAI since 2004: not obeyed outside of them. */
export interface Command extends Infer<typeof command> {}
export const Command: Type<Command> = named('Command', command);

const result = enumerated(
  [
    'completed',
    'accepted',
    'deferred',
    'rejectedInvalidParameters',
    'rejectedInsufficientPrivileges',
    'rejectedUnsafe',
    'rejectedReplayed',
    'rejectedTime',
    'rejectedLocked',
    'rejectedFlash',
  ],
  [],
);
/** TMDD request-status, with the reasons an RSU has of its own. */
export type Result = Infer<typeof result>;
export const Result: Type<Result> = named('Result', result);

const acknowledgement = sequence(
  {
    version: integer(1, 1),
    commandId: octets(16),
    target: Target,
    sequence: integer(0, 4_294_967_295),
    result: Result,
    /** SHA-256 of the controller state, as SPaT shows it, before and after. */
    before: octets(32),
    after: octets(32),
    /** A sentence for the operator. */
    detail: optional(utf8(1, 255)),
  },
  {},
);
/** What became of the command with this commandId and sequence. */
export interface Acknowledgement extends Infer<typeof acknowledgement> {}
export const Acknowledgement: Type<Acknowledgement> = named('Acknowledgement', acknowledgement);

const tmcMessage = choice({ command: Command, acknowledgement: Acknowledgement }, {});
/** What is signed. */
export type TmcMessage = Infer<typeof tmcMessage>;
export const TmcMessage: Type<TmcMessage> = named('TmcMessage', tmcMessage);

const jurisdiction = sequence({ region: integer(0, 65_535), from: integer(0, 65_535), to: integer(0, 65_535) });
const tmcSsp = sequence(
  {
    version: integer(1, 1),
    /** One bit per alternative of Action, in its order. */
    actions: bits(16),
    jurisdictions: list(jurisdiction, 1, 16),
  },
  {},
);
/**
 * SSP of `TMC_PSID`. In an operator's certificate: which actions, at which intersections. In a unit's: no action, and the
 * intersections it stands at; that is what its acknowledgements are believed by.
 */
export interface TmcSsp extends Infer<typeof tmcSsp> {}
export const TmcSsp: Type<TmcSsp> = named('TmcSsp', tmcSsp);
