/** What a capture file gives, in either format, and how it says that it is damaged. */
import { fromUnixMicros } from '../time.ts';
import type { Micros } from '../world.ts';

/** One frame as captured. `octets` is a view into the file's octets; `octet` is where the frame begins in the file. */
export interface Captured {
  readonly linkType: number;
  /** Unix time of the file; 0 where the format keeps none (pcapng simple packets). */
  readonly unixNanoseconds: bigint;
  readonly at: Micros;
  readonly octets: Uint8Array;
  /** Length on the air; above `octets.length` where the capture cut the frame. */
  readonly originalLength: number;
  /** Octets of frame check sequence at the end, where the file says so. */
  readonly fcsLength: number;
  readonly octet: number;
}
export type BrokenCode = 'not-a-capture' | 'cut' | 'too-long' | 'bad-length' | 'unknown-interface' | 'bad-option';
/** Where and why reading stopped: `octet` counts from the start of the file. */
export interface Broken {
  readonly code: BrokenCode;
  readonly octet: number;
  readonly sentence: string;
}
/** The frames up to the first thing wrong; `broken` is absent where the whole file was read. */
export interface Capture {
  readonly frames: readonly Captured[];
  readonly broken?: Broken;
}

/** What Wireshark takes as the longest frame; a larger length is a damaged file. */
export const FRAME_OCTETS_MAX = 262_144;

export const moment = (unixNanoseconds: bigint): { unixNanoseconds: bigint; at: Micros } => ({
  unixNanoseconds,
  at: fromUnixMicros(Number(unixNanoseconds / 1000n)),
});
export const cut = (octet: number, needed: number, left: number, what: string): Broken => ({
  code: 'cut',
  octet,
  sentence: `octet ${octet}: the ${what} needs ${needed} octets and ${left} are left; the file was cut`,
});
export const tooLong = (octet: number, length: number): Broken => ({
  code: 'too-long',
  octet,
  sentence: `octet ${octet}: a frame of ${length} octets is over the limit of ${FRAME_OCTETS_MAX}; the file is damaged`,
});
