/**
 * Ways a packet can end without a verdict of IEEE 1609.2 on it: it was not judged, and nothing is held against its sender.
 * None of these is the name of a `Result`, so that both can stand in one column.
 */
export const drops = {
  laneFull: 'its lane was full, and it was the one to lose',
  signerFull: 'too many packets in the name of its signer were waiting',
  superseded: 'a newer message of the same signer came while it waited',
  overtaken: 'a newer message of the same signer was waiting already',
  notWsm: 'its frame holds no WAVE short message',
  aborted: 'its verdict was not wanted any more',
  closed: 'the receiver was closed before its turn came',
  failed: 'the receiver itself failed over it',
} as const;

export type Drop = keyof typeof drops;

export interface Dropped {
  readonly ok: false;
  readonly dropped: Drop;
  /** The lane it was in, or had come to; undefined where it came to none. */
  readonly lane: string | undefined;
  readonly sentence: string;
}

export function drop(dropped: Drop, lane?: string): Dropped {
  return { ok: false, dropped, lane, sentence: drops[dropped] };
}

/** Whether a packet ended without being judged. */
export function isDropped(verdict: object): verdict is Dropped {
  return 'dropped' in verdict;
}
