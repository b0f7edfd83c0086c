/** Every way in which P2PCD leaves something undone: a request that is not answered, a certificate that is not taken. */
export const drops = {
  // Requests of others.
  notHeld: 'no CA certificate of that hash is held',
  anchor: 'a trust anchor is not given to strangers, who could not trust it',
  outOfDate: 'the certificate has expired, or is revoked',
  responseActive: 'a response with this certificate is under way, or just was',
  responsesFull: 'too many responses were under way',
  enoughResponses: 'others have answered',
  responseRate: 'responses have reached their rate',
  responseTooLong: 'the certificate did not fit the message that was to carry it',
  listTooLong: 'more certificates were asked for in one header than are looked at',
  // Responses of others.
  unneeded: 'nothing in it was missing here',
  openedRate: 'responses of others have reached the rate at which they are opened',
  malformed: 'it is no Ieee1609dot2Peer2PeerPDU',
  chainTooLong: 'it held too many certificates, or too many issuers in a row were missing',
  noAuthority: 'the certificate is not one of a CA under another',
  judgedRate: 'chains have reached the rate at which they are judged',
  chainWrong: 'the chain of the certificate does not hold',
  learnedFull: 'so many certificates were learned that no more are',
  // Tables that were full.
  missingFull: 'of the missing certificates the one heard of once, longest ago, was forgotten',
  repeatedFull: 'of the missing certificates the one not heard of for longest was forgotten',
  observedFull: 'of the requests of others the oldest was forgotten',
  waitingFull: 'of the certificates that wait for an issuer the oldest was forgotten',
  refusedFull: 'of the certificates whose chain was wrong the oldest was forgotten',
  // Requests of ours.
  unanswered: 'nobody answered, and the request rests',
} as const;

export type Drop = keyof typeof drops;
