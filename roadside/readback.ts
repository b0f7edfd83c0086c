/** What the controller really does, read from the lamps: the only ground on which SSM says granted and SPaT green. */
import type { Micros } from '../src/world.ts';
import type { Executor } from './executor.ts';
import type { Preemption, PreemptState } from './preemption.ts';
import { bit, type Mask } from './rings.ts';

export interface ReadBack {
  readonly at: Micros;
  readonly greens: Mask;
  readonly yellows: Mask;
  readonly reds: Mask;
  readonly walks: Mask;
  readonly pedClears: Mask;
  readonly flash: 'no' | 'command' | 'fault';
  readonly stopTime: boolean;
  /** The preempt input that rules, what it holds, and how far it is. */
  readonly preempt: { readonly number: number; readonly dwell: Mask; readonly state: PreemptState } | undefined;
  /** The phases that priority works for. */
  readonly priority: Mask;
}
/** Bits of IntersectionStatusObject (SAE J2735) that a controller knows of. */
export interface StatusFlags {
  readonly manualControlIsEnabled: boolean;
  readonly stopTimeIsActivated: boolean;
  readonly failureFlash: boolean;
  readonly preemptIsActive: boolean;
  readonly signalPriorityIsActive: boolean;
  readonly fixedTimeOperation: boolean;
  readonly trafficDependentOperation: boolean;
  readonly standbyOperation: boolean;
  readonly failureMode: boolean;
}

export function readBack(executor: Executor, preemption: Preemption, priority: Mask): ReadBack {
  const flash = executor.inFlash;
  let walks = 0;
  let pedClears = 0;
  if (flash === 'no')
    for (const phase of executor.present) {
      const { ped } = executor.head(phase)!;
      if (ped === 'walk') walks |= bit(phase);
      if (ped === 'pedClear') pedClears |= bit(phase);
    }
  const active = flash === 'no' ? preemption.active : undefined;
  return {
    at: executor.now,
    greens: executor.showing('green'),
    yellows: executor.showing('yellow'),
    reds: executor.showing('red'),
    walks,
    pedClears,
    flash,
    stopTime: executor.stopped,
    preempt: active && { ...active, state: preemption.state(active.number) },
    priority: flash === 'no' ? priority : 0,
  };
}

export function statusOf(read: ReadBack, mode: { readonly fixedTime: boolean; readonly manual: boolean }): StatusFlags {
  const steady = read.flash === 'no';
  return {
    manualControlIsEnabled: mode.manual,
    stopTimeIsActivated: read.stopTime,
    failureFlash: read.flash === 'fault',
    preemptIsActive: read.preempt !== undefined,
    signalPriorityIsActive: read.priority !== 0,
    fixedTimeOperation: steady && mode.fixedTime,
    trafficDependentOperation: steady && !mode.fixedTime,
    standbyOperation: read.flash === 'command',
    failureMode: read.flash === 'fault',
  };
}
