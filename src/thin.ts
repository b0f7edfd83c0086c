/** Lines for what may come in floods: a flood of packets is not to become a flood of lines. */
import type { Log, LogLevel } from './world.ts';

/** `kind` is one of few, and never a stranger's choice; `facts` is asked only where the line is written. */
export type Thinned = (
  level: LogLevel,
  event: string,
  kind: string,
  facts: () => Readonly<Record<string, unknown>>,
) => void;

/** Writes the first of each kind, the tenth, the hundredth and so on, each with its `count`. */
export function thinned(log: Log): Thinned {
  const counts = new Map<string, number>();
  return (level, event, kind, facts) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (Number.isInteger(Math.log10(count))) log(level, event, { ...facts(), count });
  };
}
