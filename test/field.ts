/** Whether a finding is one: its field is a name of the schemas, and it says what is allowed. */

import { Certificate } from '../asn1/ieee1609dot2/certificate.ts';
import { CrlContents } from '../asn1/ieee1609dot2/crl.ts';
import { Ieee1609Dot2Data } from '../asn1/ieee1609dot2/data.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import type { Node } from '../asn1/schema.ts';
import { TmcMessage } from '../asn1/wavetrust/tmc.ts';
import type { Finding } from '../src/trust/result.ts';

/** What stands under a name in a node: one node, or in an open type each that may be there. */
function under(node: Node, name: string): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return [...node.root, ...(node.added ?? [])].filter((m) => m.name === name).map((m) => m.type);
    case 'list':
      return /^\d+$/.test(name) ? [node.of] : [];
    case 'kept':
    case 'open':
      return under(node.of, name);
    case 'later':
      return under(node.of(), name);
    case 'byId':
      if (name === node.idName) return [node.id];
      return node.cases.filter((c) => name === node.valueName || name === c.name).map((c) => c.type);
    default:
      return [];
  }
}

const HELD: readonly Node[] = [CrlContents, MessageFrame, TmcMessage];

/** Empty where it is one, else what it lacks. */
export function fault({ field, certificate, found, allowed }: Finding): string {
  const whole: Node = certificate === undefined ? Ieee1609Dot2Data : Certificate;
  if (allowed === '' || found === '') return `${field}: no text of what was found or is allowed`;
  if (`${found ?? ''}${allowed}`.includes('undefined')) return `${field}: undefined in its text: ${found}, ${allowed}`;
  if (certificate !== undefined && !/^[0-9a-f]{16}$/.test(certificate)) return `${certificate} is no HashedId8`;
  if (field === whole.name || field === Certificate.name) return '';
  let nodes: readonly Node[] = [whole];
  for (const name of field.split('.')) {
    nodes = nodes.flatMap((node) => under(node, name));
    if (name === 'unsecuredData') nodes = [...nodes, ...HELD];
    if (nodes.length === 0) return `${field}: there is no ${name}`;
  }
  return '';
}
