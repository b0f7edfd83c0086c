/** What a verdict is made of: what the receiver knows and asks, and one message. */
import type { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';

/** Tenths of microdegrees. */
export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
}
export type SignerForm = 'digest' | 'certificate';

/** What the application of one PSID asks for. Times are in seconds. */
export interface Demands {
  readonly psid: number;
  /** Tag of the one J2735 message that may stand in it; undefined for octets of any kind. */
  readonly message: string | undefined;
  readonly generationTime: 'required' | 'optional' | 'absent';
  readonly pastSeconds: number;
  readonly futureSeconds: number;
  readonly expiryRequired: boolean;
  readonly locationRequired: boolean;
  readonly distanceMetres: number | undefined;
  readonly replay: boolean;
  /** Whether R is checked beyond its x. */
  readonly wholeR: boolean;
  readonly forms: readonly SignerForm[];
}

export interface World {
  /** Certificates, as octets. */
  readonly anchors: readonly Uint8Array[];
  readonly authorities: readonly Uint8Array[];
  readonly lists: readonly CrlContents[];
  readonly overdueSeconds: number;
  /** Series a list has to be there for. */
  readonly required: readonly { readonly cracaId: Uint8Array; readonly crlSeries: number }[];
  readonly demands: readonly Demands[];
  readonly place: Spot | undefined;
  /** All the map shows: what is within so many metres of the center lies in the country. */
  readonly map: { readonly center: Spot; readonly metres: number; readonly country: number } | undefined;
  /** Certificates above the signer's, and such as may travel with a message. */
  readonly longestChain: number;
  readonly longestList: number;
}

/** An SPDU as it arrived. */
export interface Arrival {
  readonly octets: Uint8Array;
  /** PSID of the WSMP header. */
  readonly psid: number | undefined;
  /** Microseconds since 2004. */
  readonly now: number;
  /** Lists the receiver got just before. */
  readonly lists: readonly CrlContents[];
}
