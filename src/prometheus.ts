/** A Meter of src/world.ts over prom-client: made once, in a command's main, for the page that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Labels, Meter, Metric } from './world.ts';

export interface Prometheus extends Meter {
  /** Its page in Prometheus' text form. */
  page(): Promise<string>;
  readonly contentType: string;
}

/** Measures what `table` has a row for; a name or label it does not have is an Error. */
export function prometheus(table: Readonly<Record<string, Metric>>): Prometheus {
  const registry = new Registry();
  const counters = new Map<string, Count>();
  const histograms = new Map<string, Histogram>();
  const gauges = new Map<string, Read>();
  for (const [name, row] of Object.entries(table)) {
    const common = { name, help: row.help, labelNames: row.labels, registers: [registry] };
    if (row.kind === 'counter') counters.set(name, counter(common, row));
    else if (row.kind === 'gauge') gauges.set(name, gauge(common));
    else histograms.set(name, new Histogram(row.buckets ? { ...common, buckets: [...row.buckets] } : common));
  }
  return {
    count: (name, labels) => rowOf(counters, name).count(labels),
    observe: (name, value, labels) => rowOf(histograms, name).observe(labels, value),
    gauge: (name, labels, read) => rowOf(gauges, name).add(labels, read),
    page: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function rowOf<M>(rows: ReadonlyMap<string, M>, name: string): M {
  const found = rows.get(name);
  if (!found) throw new Error(`${name} is in no table of what is measured, or is of another kind`);
  return found;
}

interface Common {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
}
interface Count {
  count(labels: Labels): void;
}
interface Read {
  add(labels: Labels, read: () => number): void;
}

/** Counted here and handed over when the page is read: prom-client takes longer over a label than we over a packet. */
function counter(common: Common, { labels: names }: Metric): Count {
  const counts = new Map<string, { readonly labels: Labels; fresh: number }>();
  new Counter({
    ...common,
    collect() {
      for (const row of counts.values()) {
        if (row.fresh > 0) this.inc({ ...row.labels }, row.fresh);
        row.fresh = 0;
      }
    },
  });
  return {
    count(labels) {
      let key = '';
      for (const name of names) key += `${labels[name]}\n`;
      const row = counts.get(key);
      if (row) row.fresh++;
      else counts.set(key, { labels, fresh: 1 });
    },
  };
}

function gauge(common: Common): Read {
  const reads: { readonly labels: Labels; readonly read: () => number }[] = [];
  new Gauge({
    ...common,
    collect() {
      for (const { labels, read } of reads) this.set({ ...labels }, read());
    },
  });
  return { add: (labels, read) => void reads.push({ labels, read }) };
}
