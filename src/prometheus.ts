/** A Meter of src/world.ts over prom-client: made once, in a command's main, for the page that Prometheus reads. */
import { Counter, Gauge, type Metric as PromMetric, Registry } from 'prom-client';
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
  const histograms = new Map<string, Buckets>();
  const gauges = new Map<string, Read>();
  for (const [name, row] of Object.entries(table)) {
    const common = { name, help: row.help, labelNames: row.labels, registers: [registry] };
    if (row.kind === 'counter') counters.set(name, counter(common, row));
    else if (row.kind === 'gauge') gauges.set(name, gauge(common));
    else histograms.set(name, histogram(registry, common, row));
  }
  return {
    count: (name, labels) => rowOf(counters, name).count(labels),
    observe: (name, value, labels) => rowOf(histograms, name).observe(value, labels),
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

/** Rows of one metric by the values of their labels; and by the labels themselves, which many callers make once. */
class Rows<R> {
  readonly #names: readonly string[];
  readonly #make: (labels: Labels) => R;
  readonly #known = new WeakMap<Labels, R>();
  readonly #rows = new Map<string, R>();
  constructor(names: readonly string[], make: (labels: Labels) => R) {
    this.#names = names;
    this.#make = make;
  }
  of(labels: Labels): R {
    const known = this.#known.get(labels);
    if (known !== undefined) return known;
    const key = this.#names.map((name) => `${labels[name]}\n`).join('');
    const row = this.#rows.get(key) ?? this.#make(labels);
    this.#rows.set(key, row);
    this.#known.set(labels, row);
    return row;
  }
  all(): IterableIterator<R> {
    return this.#rows.values();
  }
}

/** Counted here and handed over when the page is read: prom-client takes longer over a label than we over a packet. */
function counter(common: Common, { labels: names }: Metric): Count {
  const rows = new Rows(names, (labels) => ({ labels, fresh: 0 }));
  new Counter({
    ...common,
    collect() {
      for (const row of rows.all()) {
        if (row.fresh > 0) this.inc({ ...row.labels }, row.fresh);
        row.fresh = 0;
      }
    },
  });
  return {
    count(labels) {
      rows.of(labels).fresh++;
    },
  };
}

interface Buckets {
  observe(value: number, labels: Labels): void;
}
const USUAL = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Sorted here for the same reason, into how many fell in each bucket; the last one has no bound. */
function histogram(registry: Registry, { name, help }: Common, { labels: names, buckets = USUAL }: Metric): Buckets {
  const rows = new Rows(names, (labels) => ({
    ...{ labels, sum: 0 },
    counts: Array<number>(buckets.length + 1).fill(0),
  }));
  const get = async () => {
    const values = [...rows.all()].flatMap(({ labels, counts, sum }) => {
      let count = 0;
      const below = counts.map((fell, at) => {
        count += fell;
        return { metricName: `${name}_bucket`, labels: { le: buckets[at] ?? '+Inf', ...labels }, value: count };
      });
      return [
        ...below,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  };
  registry.registerMetric({ name, get } as unknown as PromMetric);
  return {
    observe(value, labels) {
      const row = rows.of(labels);
      let at = 0;
      while (at < buckets.length && value > buckets[at]!) at++;
      row.counts[at]!++;
      row.sum += value;
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
