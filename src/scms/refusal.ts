/** Why the service turns a request down: the error codes of IEEE 1609.2.1 (header Ieee-1609.2.1-Error, `400-<n>`). */

const CODES = {
  notEncrypted: '10',
  blocked: '20',
  unregistered: '21',
  appPermissionsDisallowed: '30',
  certRequestPermissionsDisallowed: '31',
  fieldDisallowed: '32',
  regionDisallowed: '33',
  typeDisallowed: '34',
  validityDisallowed: '35',
  chain: '40',
  decrypt: '41',
  parse: '42',
  signature: '43',
  generationTimeInFuture: '50',
  appPermissionsInvalid: '60',
  certRequestPermissionsInvalid: '61',
  enrolmentInvalid: '62',
  regionInvalid: '63',
  verifyKeyIndicatorInvalid: '64',
  ecaMaxAge: '70',
  ecaMaxReqs: '71',
  downloadMaxAge: '74',
  raMaxAge: '77',
  raMaxGenDelay: '78',
  raMaxReqs: '79',
  raMaxOverlap: '710',
  outsideEnrolmentValidity: '712',
  wrongEca: '80',
  wrongRa: '81',
} as const;
export type Cause = keyof typeof CODES;
/** HTTP status of what has no code of its own. */
const STATUS = { unauthorized: 401, forbidden: 403, notFound: 404, internal: 500 } as const;
export type Plain = keyof typeof STATUS;

/** Thrown inside a role, an answer at its edge. `reason` is for the log of the role: it does not go to the asker. */
export class Refusal {
  readonly status: number;
  /** `400-43`; undefined where the standard has no code. */
  readonly code: string | undefined;
  readonly cause: Cause | Plain;
  readonly reason: string;
  constructor(cause: Cause | Plain, reason: string) {
    const code = cause in CODES ? CODES[cause as Cause] : undefined;
    this.status = code === undefined ? STATUS[cause as Plain] : 400;
    this.code = code === undefined ? undefined : `400-${code}`;
    this.cause = cause;
    this.reason = reason;
  }
}

/** Ends the handling of a request. */
export function refuse(cause: Cause | Plain, reason: string): never {
  throw new Refusal(cause, reason);
}
