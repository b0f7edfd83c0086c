import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROLES = ['root', 'ica', 'eca', 'aca', 'ra', 'la', 'ma'];
const imports = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/from '\.\/([a-z]+)\.ts'/g)].map(([, name]) => name!);

test('no role imports another role, nor does anything that roles share: they meet in service.ts only', () => {
  const meeting: string[] = [];
  for (const file of readdirSync('src/scms')) {
    const roles = imports(`src/scms/${file}`).filter((name) => ROLES.includes(name));
    if (roles.length > 0) meeting.push(file);
  }
  expect(meeting).toEqual(['service.ts']);
  expect(
    imports('src/scms/service.ts')
      .filter((name) => ROLES.includes(name))
      .toSorted(),
  ).toEqual(ROLES.toSorted());
});
