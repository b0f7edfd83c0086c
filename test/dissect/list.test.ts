import { describe, expect, it } from 'vitest';
import { noble } from '../../src/crypto/noble.ts';
import { dissect } from '../../src/dissect/dissect.ts';
import type { Layer } from '../../src/dissect/layers.ts';
import { absent, found } from './frames.ts';

const layersOf = (top: Layer | undefined): Layer[] => (top ? [top, ...[...top.inner.values()].flatMap(layersOf)] : []);

describe.skipIf(absent)(`trust lists of others${absent}`, () => {
  it('are opened: what electors sign, the certificates beside it, and what each of them signed', () => {
    const lists = found('wire')
      .filter(({ file, member }) => file === 'scms-pdu.json' && member === 'hex')
      .map(({ octets }) => dissect({ label: 'list', octets }, 'spdu', noble))
      .filter(({ layer }) => layersOf(layer).some(({ kind }) => kind === 'ctl'));
    expect(lists.length).toBeGreaterThan(1);
    for (const { layer, faults } of lists) {
      expect(faults).toEqual([]);
      const kinds = layersOf(layer).map(({ kind }) => kind);
      const at = kinds.indexOf('ctl');
      expect(kinds.slice(at - 1, at + 2)).toEqual(['scms', 'ctl', 'certificates']);
      expect(kinds.slice(at + 2)).toContain('scms');
    }
  });
});
