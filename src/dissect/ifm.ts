/** The text a roadside unit takes to forward a message at once (RSU 4.1, UDP port 1516): `Name=value` lines, Payload in hex. */

export interface Forwarding {
  /** As written, the payload among them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** The first lines of one, as `auto` tells it from hex. */
export const looksForwarded = (text: string): boolean => /^\s*(?:[#<].*\n\s*)*(?:Version|Type|PSID)\s*=/i.test(text);

/** A sentence where the text is none. A line without `=` goes on with the one before: some tools break the payload. */
export function readForwarding(text: string): Forwarding | string {
  const fields: Record<string, string> = {};
  let last: string | undefined;
  for (const [n, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    if (at > 0) {
      last = line.slice(0, at).trim();
      fields[last] = line.slice(at + 1).trim();
    } else if (last !== undefined) fields[last] += line;
    else return `line ${n + 1}: no Name=value`;
  }
  const digits = (fields.Payload ?? '').replace(/\s|^0x/gi, '');
  if (digits === '') return 'Payload: there is none';
  if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits))
    return 'Payload: no hexadecimal digits, or half an octet';
  return { fields, payload: new Uint8Array(Buffer.from(digits, 'hex')) };
}
