/** WAVE short messages (IEEE 1609.3): an SPDU into its frame and out of it. */
import { pEncode, psidOf, ShortMsgNpdu } from '../../asn1/ieee1609dot3/wsmp.ts';
import { sentence } from '../../asn1/malformed.ts';
import { uper } from '../../asn1/uper.ts';

const codec = uper(ShortMsgNpdu);
/** Longest WSM data this stack sends or takes: what one 802.11 frame carries. */
export const LONGEST_WSM = 2302;

/** The frame of a WSM: version 3, no extensions, broadcast under a PSID. Throws a RangeError where the data is too long. */
export function wrap(psid: number, data: Uint8Array): Uint8Array {
  if (data.length > LONGEST_WSM) throw new RangeError(`${data.length} octets do not fit a WSM of ${LONGEST_WSM}`);
  return codec.encode({
    subtype: { tag: 'nullNetworking', value: { version: 3, nExtensions: undefined } },
    transport: { tag: 'bcMode', value: { addrInfo: pEncode(psid), tExtensions: undefined } },
    body: data,
  });
}

export type Unwrapped =
  | { readonly ok: true; readonly psid: number; readonly data: Uint8Array }
  | { readonly ok: false; readonly sentence: string };

/** The PSID and data of a frame, or why it is dropped. Never throws. */
export function unwrap(frame: Uint8Array): Unwrapped {
  const got = codec.decode(frame);
  if (!got.ok) return { ok: false, sentence: sentence(got.malformed) };
  const { subtype, transport, body } = got.value;
  if (subtype.tag !== 'nullNetworking') return drop(`subtype ${subtype.tag} is not taken`);
  const { version } = subtype.value as { readonly version: number };
  if (version !== 3) return drop(`WSMP version ${version}, only 3 is taken`);
  if (transport.tag !== 'bcMode') return drop(`transport ${transport.tag} is not taken`);
  if (body.length > LONGEST_WSM) return drop(`${body.length} octets of WSM data, at most ${LONGEST_WSM} are taken`);
  const { addrInfo } = transport.value as { readonly addrInfo: Parameters<typeof psidOf>[0] };
  const psid = psidOf(addrInfo);
  // Octets f0 and above: UPER has a meaning for them, the p-encoding has none, and no PSID has two forms.
  const four =
    addrInfo.tag === 'extension' && addrInfo.value.tag === 'extension' && addrInfo.value.value.tag === 'extension';
  if (psid > 270_549_119 || (four && psid < 2_113_664)) return drop(`PSID ${psid} is none in this form`);
  return { ok: true, psid, data: body };
}

function drop(sentence: string): Unwrapped {
  return { ok: false, sentence };
}
