/** `wavetrust sim`: the main job. Ceremony, certificates, then the same two minutes with priority and without. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { fromHex } from '../asn1/hex.ts';
import { MessageFrame } from '../asn1/j2735/frame.ts';
import type { MapData } from '../asn1/j2735/map.ts';
import { sentence } from '../asn1/malformed.ts';
import { uper } from '../asn1/uper.ts';
import { builtinMap } from '../roadside/builtin.ts';
import { type Intersection, readMap } from '../roadside/intersection.ts';
import { defaultPlan } from '../roadside/plan.ts';
import { checkPlan } from '../roadside/timing.ts';
import { ethernetFrame, macFrom } from '../src/capture/link.ts';
import { LINK, openPcap } from '../src/capture/pcap.ts';
import { commandLine, fileFault, parse } from '../src/commands/usage.ts';
import { openssl } from '../src/crypto/openssl.ts';
import { seededRandom } from '../src/crypto/random.ts';
import { repeatable } from '../src/crypto/repeatable.ts';
import { unwrap } from '../src/net/wsm.ts';
import { policiesAt } from '../src/policy/folder.ts';
import { fromIso } from '../src/time.ts';
import { fileFaultText, merged } from '../src/verify/policy.ts';
import { type Profile, profiles } from '../src/verify/profile.ts';
import { raiseFleet } from './fleet.ts';
import { meter } from './meter.ts';
import type { Sent } from './radio.ts';
import { frameOf, prologue, report } from './show.ts';
import type { Setting } from './stage.ts';
import { failures, summarise } from './summary.ts';
import { liveTable } from './table.ts';
import { openTrace } from './trace.ts';
import { runWorld, type Watch } from './world.ts';

interface Options {
  readonly seed: number;
  readonly map?: string;
  readonly policy?: string;
  readonly out: string;
}

/** A Tuesday afternoon; the same for every run, so that no run depends on the day it is made. */
const START = '2026-06-02T21:30:00Z';
const SECONDS = 120;
const CARS = 20;
const BYSTANDERS = 50;

/**
 * 0 if the ambulance, and nobody else, got its green and no safety rule was broken; 1 if not, or a policy is refused;
 * 2 usage; 3 a MAP that is none.
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = commandLine('sim')
    .description(
      'Runs an intersection for two simulated minutes, without priority for its ambulance and with.\n' +
        'Exit status: 0 the ambulance, and nobody else, got its green; 1 not so, or a policy is refused; 2 wrong ' +
        'usage; 3 a MAP that cannot be decoded.',
    )
    .option('--seed <n>', 'fixes everything random', whole, 1)
    .option('--map <file>', 'a MAP message (UPER hex of a MessageFrame) instead of the built-in intersection')
    .option('--policy <path>', 'policy files of the roadside unit: a folder, or one file')
    .option('--out <dir>', 'where summary.json, run.pcap, spdu.pcap and run.trace go', 'out');
  const ended = parse(command, args);
  if (ended !== undefined) return ended;
  const options = command.opts<Options>();

  const asked = options.policy === undefined ? { ok: true as const, profiles } : policiesOf(options.policy);
  if (!asked.ok) {
    for (const sentence of asked.sentences) process.stderr.write(`wavetrust sim: ${sentence}\n`);
    return 1;
  }
  const place = options.map === undefined ? builtIn() : fromFile(options.map);
  if ('refusal' in place) {
    process.stderr.write(`wavetrust sim: ${place.refusal}\n`);
    return place.status;
  }
  const plan = defaultPlan(place.intersection);
  const faults = checkPlan(plan);
  if (faults.length > 0) {
    process.stderr.write(`wavetrust sim: no safe timing plan for this MAP: ${faults.join(' ')}\n`);
    return 1;
  }
  process.stdout.write(prologue(options.seed, SECONDS, CARS, BYSTANDERS));
  const say = progress(process.stderr);
  const start = fromIso(START)!;
  const { id, refPoint } = place.intersection;
  const measured = meter(() => performance.now());
  // OpenSSL draws the nonces of its signatures itself; these follow from the seed like all else.
  const crypto = repeatable(openssl);
  const fleet = await raiseFleet({
    clock: { now: () => start },
    random: seededRandom(options.seed),
    crypto,
    cars: CARS,
    intersection: { region: id.region ?? 0, id: id.id },
    area: {
      tag: 'circularRegion',
      value: { center: { latitude: refPoint.lat, longitude: refPoint.long }, radius: 2000 },
    },
    progress: say,
  });
  const setting: Setting = {
    ...place,
    ...{ crypto, plan, start, fleet, profiles: asked.profiles },
    seed: String(options.seed),
    seconds: SECONDS,
    bystanders: BYSTANDERS,
  };
  const plain = runWorld(setting, false, {
    second: ({ seconds }) => seconds <= SECONDS && say('seconds without priority', seconds, SECONDS),
  });
  mkdirSync(options.out, { recursive: true });
  const files = capture(options.out, start, options.seed);
  const table = liveTable(process.stdout);
  const granted = runWorld(setting, true, {
    ...files.watch,
    verifier: measured.watch,
    second(view) {
      table.draw(frameOf(view));
      if (!process.stdout.isTTY && view.seconds <= SECONDS) say('seconds with priority', view.seconds, SECONDS);
    },
  });
  table.close();
  files.close();
  const summary = summarise(granted, plain);
  const path = join(options.out, 'summary.json');
  writeFileSync(path, `${JSON.stringify(summary, null, 2)}\n`);
  const failed = failures(granted, plain);
  process.stdout.write(report(summary, failed, measured.rate(), [path, ...files.paths]));
  return failed.length === 0 ? 0 : 1;
}

type PlaceOf = { readonly intersection: Intersection; readonly map: MapData; readonly mapOctets: Uint8Array };
type NoPlace = { readonly refusal: string; readonly status: number };
const frames = uper(MessageFrame);

function builtIn(): PlaceOf | NoPlace {
  return served(builtinMap, frames.encode({ tag: 'MapData', value: builtinMap }));
}
function fromFile(file: string): PlaceOf | NoPlace {
  let octets: Uint8Array;
  try {
    octets = fromHex(readFileSync(file, 'utf8').replace(/\s+/g, '').replace(/^0x/i, ''));
  } catch (e) {
    const why =
      e instanceof RangeError ? 'is not hexadecimal: give the UPER of a MessageFrame as hex digits' : String(e);
    return { refusal: `${file} ${why}`, status: e instanceof RangeError ? 3 : 2 };
  }
  const got = frames.decode(octets);
  if (!got.ok) return { refusal: `${file} is no MessageFrame: ${sentence(got.malformed)}`, status: 3 };
  if (got.value.tag !== 'MapData')
    return {
      refusal: `${file} holds a ${got.value.tag === '?' ? `message ${got.value.value.index}` : got.value.tag}, no MAP`,
      status: 3,
    };
  return served(got.value.value, octets);
}
function served(map: MapData, mapOctets: Uint8Array): PlaceOf | NoPlace {
  const read = readMap(map);
  if (!read.ok) return { refusal: `this MAP cannot be served: ${read.refusal}`, status: 1 };
  return { intersection: read.intersection, map, mapOctets };
}

type Asked =
  | { readonly ok: true; readonly profiles: readonly Profile[] }
  | { readonly ok: false; readonly sentences: readonly string[] };

/** Over those of the program, by PSID. */
function policiesOf(path: string): Asked {
  try {
    const read = policiesAt([path]);
    if (!read.ok) return { ok: false, sentences: read.faults.map(fileFaultText) };
    const changed = read.policies.map(({ policy }) => policy);
    return { ok: true, profiles: merged<Profile>(profiles, changed) };
  } catch (error) {
    throw fileFault(path, error);
  }
}

/** Frames as they were on the air, the SPDUs in them, and what the unit made of each. */
function capture(
  out: string,
  start: number,
  seed: number,
): { readonly watch: Watch; readonly paths: readonly string[]; close(): void } {
  const paths = ['run.pcap', 'spdu.pcap', 'run.trace'].map((name) => join(out, name)) as [string, string, string];
  const air = openPcap(paths[0], { linkType: LINK.ethernet });
  const spdus = openPcap(paths[1], { linkType: LINK.user0 });
  let now = start;
  const trace = openTrace(paths[2], { now: () => now }, { seed });
  const macs = new Map<string, Uint8Array>();
  const watch: Watch = {
    sent({ at, from, frame }: Sent) {
      const mac = macs.get(from) ?? macFrom(openssl.hash('sha256', new TextEncoder().encode(from)).subarray(0, 6));
      macs.set(from, mac);
      air.write(at, ethernetFrame(frame, mac));
      const wsm = unwrap(frame);
      if (wsm.ok) spdus.write(at, wsm.data);
    },
    outcome(at, outcome, attack) {
      now = at;
      if (outcome.kind === 'heard') return;
      const signer = 'accepted' in outcome ? outcome.accepted.by.record.id : null;
      const sentence = 'sentence' in outcome ? outcome.sentence : null;
      const answers =
        outcome.kind === 'request' ? outcome.answers.map((a) => ('reason' in a ? a.reason : a.verdict)) : null;
      const result = outcome.kind === 'order' ? `${outcome.result}: ${outcome.detail}` : null;
      trace.note(outcome.kind, { signer, sentence, answers, result, attack: attack ?? null });
    },
  };
  return {
    watch,
    paths,
    close() {
      for (const file of [air, spdus, trace]) file.close();
    },
  };
}

function progress(stream: NodeJS.WriteStream): (what: string, done: number, of: number) => void {
  let last = '';
  return (what, done, of) => {
    if (!stream.isTTY) {
      if (done === of) stream.write(`${what}: done\n`);
      return;
    }
    if (last !== '' && last !== what) stream.write('\n');
    last = what;
    stream.write(`\r${what} ${done}/${of}${done === of ? '\n' : ''}`);
    if (done === of) last = '';
  };
}

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 0) throw new InvalidArgumentError('a seed is a whole number from 0 on');
  return n;
}
