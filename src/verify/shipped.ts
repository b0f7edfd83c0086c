/** The policy files of this project, as they stand in policies/. */

import bsm from './policies/bsm.json' with { type: 'json' };
import etsiMapem from './policies/etsi/mapem.json' with { type: 'json' };
import etsiSpatem from './policies/etsi/spatem.json' with { type: 'json' };
import etsiSrem from './policies/etsi/srem.json' with { type: 'json' };
import etsiSsem from './policies/etsi/ssem.json' with { type: 'json' };
import map from './policies/map.json' with { type: 'json' };
import spat from './policies/spat.json' with { type: 'json' };
import srm from './policies/srm.json' with { type: 'json' };
import ssm from './policies/ssm.json' with { type: 'json' };
import tmc from './policies/tmc.json' with { type: 'json' };
import type { PolicyText } from './policy.ts';

/** One field a line. */
function written(file: string, json: Readonly<Record<string, unknown>>): PolicyText {
  const fields = Object.entries(json).map(([name, value]) => `  ${JSON.stringify(name)}: ${inline(value)}`);
  return { file, text: `{\n${fields.join(',\n')}\n}\n` };
}
const inline = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(inline).join(', ')}]` : JSON.stringify(value);

/** In force where nobody says otherwise. */
export const usualFiles: readonly PolicyText[] = [
  written('bsm.json', bsm),
  written('srm.json', srm),
  written('ssm.json', ssm),
  written('spat.json', spat),
  written('map.json', map),
  written('tmc.json', tmc),
];
/** For a deployment that asks for them. */
export const etsiFiles: readonly PolicyText[] = [
  written('etsi/srem.json', etsiSrem),
  written('etsi/ssem.json', etsiSsem),
  written('etsi/spatem.json', etsiSpatem),
  written('etsi/mapem.json', etsiMapem),
];
