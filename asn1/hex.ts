/** Octets as hexadecimal digits and back. By a table: needs no Buffer, and Node 24 has no Uint8Array.prototype.toHex. */
const digits = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Lower case, two digits an octet. */
export function toHex(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) text += digits[octets[i]!]!;
  return text;
}

/** Octets of hex text in either case; a RangeError for any other character or half an octet. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw new RangeError(`Hex needs an even number of digits, not ${text.length}.`);
  if (!/^[0-9a-fA-F]*$/.test(text)) throw new RangeError('Hex holds only the digits 0-9 and a-f.');
  const octets = new Uint8Array(text.length / 2);
  for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return octets;
}
