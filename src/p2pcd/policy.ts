/**
 * What clause 8 leaves to the profile of an application or to the implementer, as one table. The standard's names stand
 * beside the fields. A backoff of up to 250 ms and silence from the third response on are published figures; the values
 * of the other p2pcd_ parameters, and all limits, are ours: a deployment with a profile sets what that says.
 */

/** p2pcd_flavor: by separate PDUs, in headers of the application's own SPDUs, or not at all. */
export type Flavor = 'outOfBand' | 'inline' | 'none';

export interface Policy {
  /** Of the WSMs that carry Ieee1609dot2Peer2PeerPDU: peer-to-peer distribution of security management information. */
  readonly psid: number;
  /** By PSID of the application, and of all others. It rules what we ask; what others ask is answered in its own way. */
  readonly flavors: Readonly<Record<number, Flavor>>;
  readonly flavor: Flavor;
  /**
   * Whether messages of one application may ask, in eight octets, for what messages of another showed to be lacking
   * (1609.2-2022). A vehicle that sends no SPaT has no other way to ask for the CA of one that does.
   */
  readonly anyMessage: boolean;

  /** p2pcd_requestActiveTimeout: a request is not repeated for this long. */
  readonly requestActiveSeconds: number;
  /** p2pcd_observedRequestTimeout: nor made for this long where somebody else just made it. */
  readonly observedRequestSeconds: number;
  /** p2pcd_currentlyUsedTriggerCertificateTime: what nobody needed for this long is not asked for any more. */
  readonly currentlyUsedTriggerCertificateSeconds: number;
  /** p2pcd_maxResponseBackoff: a response waits a random time up to this. */
  readonly maxResponseBackoffSeconds: number;
  /** p2pcd_responseActiveTimeout: the same certificate is not given twice within this. */
  readonly responseActiveSeconds: number;
  /** p2pcd_responseCountThreshold: so many responses of others are enough. */
  readonly responseCountThreshold: number;
  /** The same for certificates in headers, where one that was heard does (TS 103 097 7.1.1). */
  readonly inlineResponseCountThreshold: number;

  /** Requests without an answer before a certificate rests, and how long it does: a root is never given, nor a noise. */
  readonly requestLimit: number;
  readonly restSeconds: number;
  /** HashedId3 in one inlineP2pcdRequest, asked or answered. */
  readonly inlineLimit: number;
  /** Responses a second with a certificate in them, over all; so many may come at once. */
  readonly responsesPerSecond: number;
  /** Certificates that wait for their backoff, or for the next SPDU of their PSID. */
  readonly responseLimit: number;
  /**
   * Response PDUs a second that are opened, some 20 µs each: about as many as a channel carries, as with less somebody
   * could send so many wrong ones that the right one is never opened. And chains a second that are judged, a signature
   * check each, for nobody but who names an issuer and makes up its certificate.
   */
  readonly openedPerSecond: number;
  readonly judgedPerSecond: number;
  /** Certificates in one response. */
  readonly chainLimit: number;
  /** Missing certificates heard of once, and more than once. */
  readonly missingLimit: number;
  readonly repeatedLimit: number;
  /** Requests of others remembered. */
  readonly observedLimit: number;
  /** Certificates that wait for an issuer that is missing as well, how long they do, and for how many in a row. */
  readonly waitingLimit: number;
  readonly waitingSeconds: number;
  /** CA certificates learned in all, so that those one was given find a place in the store. */
  readonly learnedLimit: number;
  /** Certificates remembered whose chain was wrong, and for how long they are not asked for. */
  readonly refusedLimit: number;
  readonly refusedSeconds: number;
}

export const usual: Policy = {
  psid: 136,
  flavors: {},
  flavor: 'outOfBand',
  anyMessage: true,
  requestActiveSeconds: 0.25,
  observedRequestSeconds: 0.25,
  currentlyUsedTriggerCertificateSeconds: 1,
  maxResponseBackoffSeconds: 0.25,
  responseActiveSeconds: 0.25,
  responseCountThreshold: 3,
  inlineResponseCountThreshold: 1,
  requestLimit: 8,
  restSeconds: 30,
  inlineLimit: 4,
  responsesPerSecond: 8,
  responseLimit: 16,
  openedPerSecond: 2000,
  judgedPerSecond: 100,
  chainLimit: 8,
  missingLimit: 1024,
  repeatedLimit: 64,
  observedLimit: 256,
  waitingLimit: 16,
  waitingSeconds: 60,
  learnedLimit: 128,
  refusedLimit: 256,
  refusedSeconds: 60,
};
