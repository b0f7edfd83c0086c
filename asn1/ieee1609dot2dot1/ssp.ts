/** IEEE 1609.2.1, module Ieee1609Dot2Dot1Protocol: what a certificate of the SCMS says its holder is (SSP of PSID 35). */

import { Psid, Uint16 } from '../ieee1609dot2/base.ts';
import { choice, type Infer, integer, list, named, sequence, type Type } from '../schema.ts';

const plain = sequence({ version: integer(2, 2) }, {});
const scmsSsp = choice(
  {
    elector: plain,
    root: plain,
    pg: plain,
    ica: plain,
    eca: plain,
    aca: plain,
    crl: plain,
    dcm: plain,
    la: sequence({ version: integer(2, 2), laId: Uint16 }, {}),
    lop: plain,
    ma: sequence({ version: integer(2, 2), relevantPsids: list(Psid) }, {}),
    ra: plain,
    ee: plain,
  },
  { dc: plain },
);
/** The role by the alternative; `laId` and `relevantPsids` say which linkage or misbehaviour authority. */
export type ScmsSsp = Infer<typeof scmsSsp>;
export const ScmsSsp: Type<ScmsSsp> = named('ScmsSsp', scmsSsp);
