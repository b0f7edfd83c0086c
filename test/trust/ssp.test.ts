import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BasicVehicleRole } from '../../asn1/j2735/requestor.ts';
import { type BitOrders, layoutNames, layoutOf } from '../../src/trust/layout.ts';
import { ACTIONS, mayCommand, requestRights, requestSsp, rightsOf, tmcRights, tmcSsp } from '../../src/trust/ssp.ts';

const roles = BasicVehicleRole.kind === 'enumerated' ? [...BasicVehicleRole.names] : [];
const both = ['wavetrust-1', 'role-bitmap-30'] as const;
const bitmap = (...octets: number[]) => ({ tag: 'bitmapSsp', value: Uint8Array.from(octets) }) as const;

describe('rights of a requester', () => {
  test('are the roles and importance that were written, and no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...roles)), fc.integer({ min: 0, max: 14 }), (some, importance) => {
        const rights = requestRights(requestSsp(some, importance), ['wavetrust-1']);
        expect(rights).toEqual({ roles: new Set(some), importance });
      }),
    );
  });
  test('of the layout seen in the field: publicTransport, and any importance', () => {
    const rights = requestRights(bitmap(0x30, 0x40, 0, 0, 0), both);
    expect([...rights!.roles]).toEqual([roles[1]]);
    expect(rights!.importance).toBe(14);
  });
  test('A11: bits for which there is no role give none', () => {
    expect(requestRights(bitmap(0x01, 0, 0, 0, 0xff, 0xff), both)?.roles.size).toBe(roles.slice(24, 32).length);
    expect(roles.length).toBeLessThanOrEqual(32);
  });
  test.each([
    ['absent', undefined],
    ['opaque', { tag: 'opaque', value: requestSsp(['ambulance'], 14).value as Uint8Array } as const],
    ['of another version', bitmap(0x02, 0xff, 0xff, 0xff, 0xff, 14)],
    ['an octet too short', bitmap(0x01, 0xff, 0xff, 0xff, 0xff)],
    ['an octet too long', bitmap(0x30, 0xff, 0xff, 0xff, 0xff, 14)],
    ['empty', bitmap()],
  ])('an SSP that is %s permits nothing', (_, ssp) => expect(requestRights(ssp, both)).toBeUndefined());
  test('a layout that is not accepted permits nothing', () => {
    expect(requestRights(bitmap(0x30, 0x40, 0, 0, 0), ['wavetrust-1'])).toBeUndefined();
    expect(requestRights(requestSsp(['ambulance'], 14), [])).toBeUndefined();
  });
  test('a role the standard does not have is not written, nor an importance beyond the highest', () => {
    expect(() => requestSsp(['mayor'], 1)).toThrow(/mayor/);
    for (const importance of [-1, 15, 1.5]) expect(() => requestSsp([], importance)).toThrow(RangeError);
  });
});

describe('rights of an operator', () => {
  const rights = tmcRights(tmcSsp(['hold', 'preempt'], [{ region: 1, from: 10, to: 20 }]))!;
  test('are for the actions named, at the intersections named', () => {
    for (const action of ACTIONS)
      expect(mayCommand(rights, action, 1, 15), action).toBe(action === 'hold' || action === 'preempt');
    expect([9, 10, 20, 21].map((id) => mayCommand(rights, 'hold', 1, id))).toEqual([false, true, true, false]);
    expect(mayCommand(rights, 'hold', 2, 15)).toBe(false);
    expect(mayCommand(rights, '?', 1, 15)).toBe(false);
  });
  test('that are absent, a bitmap or no TmcSsp are none', () => {
    const { value } = tmcSsp(['hold'], [{ region: 1, from: 1, to: 1 }]) as { value: Uint8Array };
    expect(tmcRights(undefined)).toBeUndefined();
    expect(tmcRights({ tag: 'bitmapSsp', value })).toBeUndefined();
    expect(tmcRights({ tag: 'opaque', value: value.subarray(1) })).toBeUndefined();
    expect(tmcRights({ tag: 'opaque', value: Uint8Array.of(...value, 0) })).toBeUndefined();
  });
});

describe('what an SSP permits is found out once', () => {
  const copy = <T extends { readonly tag: string; readonly value: unknown }>(ssp: T): T => ({ ...ssp });
  test('for the layouts of one policy, whose decision is the same object then, and for no other SSP', () => {
    const ssp = requestSsp(['ambulance'], 14);
    const first = rightsOf('SignalRequestMessage', ssp, both);
    expect(rightsOf('SignalRequestMessage', ssp, both)).toBe(first);
    expect(rightsOf('SignalRequestMessage', copy(ssp), both)).not.toBe(first);
    // What permits nothing does so again, and not for somebody else.
    const none = requestSsp(['ambulance'], 14);
    const narrow = ['role-bitmap-30'] as const;
    expect([1, 2].map(() => rightsOf('SignalRequestMessage', none, narrow))).toEqual([undefined, undefined]);
    expect(rightsOf('SignalRequestMessage', none, both)).toEqual(first);
  });
  test('whatever was asked of it before: by other layouts, another order of bits, about another message', () => {
    const orders: readonly (BitOrders | undefined)[] = [
      undefined,
      {},
      { 'etsi-srem-1': ['fire', 'requests'], 'role-bitmap-30': ['police'] },
      { 'etsi-srem-1': ['ambulance', null, 'fire'] },
    ];
    const accepted = [[], both, ['etsi-srem-1'], ['etsi-spatem-1', 'etsi-mapem-1'], layoutNames] as const;
    const subjects = [...new Set(layoutNames.map((name) => layoutOf(name).subject))];
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      ...[2, 3, 5, 6].map((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    );
    const ssps = fc.tuple(fc.constantFrom(0x01, 0x02, 0x30), octets).map(([first, rest]) => bitmap(first, ...rest));
    const asked = fc.tuple(
      fc.nat(2),
      fc.constantFrom(...subjects),
      fc.constantFrom(...accepted),
      fc.constantFrom(...orders),
    );
    fc.assert(
      fc.property(fc.array(ssps, { minLength: 3, maxLength: 3 }), fc.array(asked, { maxLength: 20 }), (some, all) => {
        for (const [k, subject, layouts, order] of all) {
          expect(rightsOf(subject, some[k], layouts, order)).toEqual(rightsOf(subject, copy(some[k]!), layouts, order));
          expect(requestRights(some[k], layouts, order)).toEqual(requestRights(copy(some[k]!), layouts, order));
        }
      }),
    );
  });
});
