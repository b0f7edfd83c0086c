/** The requests that a header makes: three fields, of which the standard has come to know one after the other. */
import { toHex } from '../../asn1/hex.ts';
import { contributed, IEEE_1609 } from '../../asn1/ieee1609dot2/contributed.ts';
import type { HeaderInfo } from '../../asn1/ieee1609dot2/data.ts';
import type { Form } from './metrics.ts';

export interface Request {
  readonly form: Form;
  /** HashedId3 as hex, or HashedId8 of the form `eightOctet`. */
  readonly id: string;
}

/** The requests of one header, at most `limit` of each form; `more` where there were others. */
export function requestsOf(
  { p2pcdLearningRequest, inlineP2pcdRequest, contributedExtensions }: HeaderInfo,
  limit: number,
): { readonly requests: readonly Request[]; readonly more: boolean } {
  const requests: Request[] = [];
  let more = false;
  if (p2pcdLearningRequest) requests.push({ form: 'learning', id: toHex(p2pcdLearningRequest) });
  if (inlineP2pcdRequest) {
    for (const id3 of inlineP2pcdRequest.slice(0, limit)) requests.push({ form: 'inline', id: toHex(id3) });
    more = inlineP2pcdRequest.length > limit;
  }
  if (contributedExtensions) {
    const blocks = contributedExtensions.filter((b) => b.contributorId === IEEE_1609.contributorId);
    const extns = blocks.flatMap((b) => b.extns);
    more ||= extns.length > limit;
    // Each is decoded by itself: not more of them than are looked at.
    const few = [{ contributorId: IEEE_1609.contributorId, extns: extns.slice(0, limit) }];
    for (const got of contributed(few, IEEE_1609))
      if (got.ok && got.value.tag === 'p2pcd8ByteLearningRequest')
        requests.push({ form: 'eightOctet', id: toHex(got.value.value) });
  }
  return { requests, more };
}
