/** Every case there is: for each rule at least one that keeps and one that breaks it. */
import type { Case } from './case.ts';
import { chain } from './cases/chain.ts';
import { depth } from './cases/depth.ts';
import { form } from './cases/form.ts';
import { header } from './cases/header.ts';
import { key } from './cases/key.ts';
import { message } from './cases/message.ts';
import { permission } from './cases/permission.ts';
import { region } from './cases/region.ts';
import { revocation } from './cases/revocation.ts';
import { role } from './cases/role.ts';
import { signers } from './cases/signers.ts';
import type { Forge } from './forge.ts';
import type { Setting } from './setting.ts';

export function cases(setting: Setting, forge: Forge): readonly Case[] {
  return [
    ...role(setting, forge),
    ...form,
    ...key,
    ...chain(setting),
    ...region,
    ...permission,
    ...depth,
    ...revocation(setting, forge),
    ...message(setting),
    ...header(setting, forge),
    ...signers,
  ];
}
