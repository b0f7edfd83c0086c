/**
 * Those who want a green they have no right to. Each speaks the protocol as well as it can with what it has: a radio, its
 * ears, a certificate of its own or one it made itself.
 */
import { coer } from '../asn1/coer.ts';
import { Ieee1609Dot2Data, ToBeSignedData } from '../asn1/ieee1609dot2/data.ts';
import type { MapData } from '../asn1/j2735/map.ts';
import { TmcMessage } from '../asn1/wavetrust/tmc.ts';
import type { KeyStore } from '../src/crypto/keystore.ts';
import type { CryptoProvider } from '../src/crypto/provider.ts';
import { unwrap, wrap } from '../src/net/wsm.ts';
import { Sender } from '../src/secure/sender.ts';
import { toTime64 } from '../src/time.ts';
import { type Holder, issueSelf } from '../src/trust/issue.ts';
import { requestSsp } from '../src/trust/ssp.ts';
import { PSID } from '../src/verify/profile.ts';
import type { Clock, Micros, Radio, Random, Timers } from '../src/world.ts';
import { encodeBsm } from '../vehicles/bsm.ts';
import { Requester } from '../vehicles/request.ts';
import type { Motion } from '../vehicles/sensors.ts';
import type { Attack } from './tally.ts';

export interface ImpostorWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly keys: KeyStore;
  /** A radio for a node of this name near the intersection. */
  readonly radio: (name: string) => Radio;
  /** Told of each hostile frame before it is sent. */
  readonly attack: (kind: Attack, frame: Uint8Array) => void;
  readonly map: MapData;
  /** On an ingress lane, driving towards the stop line: what an impostor claims to be doing. */
  readonly pose: Motion;
}
export interface Stolen {
  /** Valid, for BSMs only. */
  readonly pseudonym: Holder;
  /** Valid, for public transport. */
  readonly bus: Holder;
  readonly retired: { readonly pseudonyms: readonly Holder[]; readonly identification: Holder };
}

const spdus = coer(Ieee1609Dot2Data);
const commands = coer(TmcMessage);
const body = { lengthMetres: 5, widthMetres: 2 };

export class Impostors {
  readonly #world: ImpostorWorld;
  readonly #stolen: Stolen;
  #replays = 0;
  #tampered = 0;

  constructor(world: ImpostorWorld, stolen: Stolen) {
    this.#world = world;
    this.#stolen = stolen;
  }

  start(): void {
    const { pseudonym, bus, retired } = this.#stolen;
    this.#ask('forgedRole', 'car with a forged role', pseudonym, 11, 4);
    this.#ask('forgedRole', 'bus with a forged role', bus, 13, 4);
    this.#ask('selfMadeCertificate', 'home-made ambulance', this.#homeMade(), 15, 4);
    this.#ask('revokedVehicle', 'retired ambulance', retired.identification, 9, 3);
    this.#speak('revokedVehicle', 'retired ambulance, everyday', retired.pseudonyms[0]!, 10, 2);
    this.#command('forgedCommand', 'car that plays the center', pseudonym, 21, 10);
  }

  /** A frame that the unit took a moment ago: said again at once, said again when it is old, and said with another lane. */
  overheard(frame: Uint8Array): void {
    const { timers } = this.#world;
    const wsm = unwrap(frame);
    if (!wsm.ok || (wsm.psid !== PSID.srm && wsm.psid !== PSID.tmc)) return;
    if (this.#replays < 12) {
      this.#replays++;
      timers.after(0.4, () => this.#send('replay', 'replayer', frame));
      timers.after(wsm.psid === PSID.tmc ? 62 : 9, () => this.#send('replay', 'replayer', frame));
    }
    if (wsm.psid === PSID.srm && this.#tampered < 12) {
      this.#tampered++;
      const hurt = tamper(wsm.data);
      if (hurt) timers.after(0.2, () => this.#send('tamperedPayload', 'tamperer', wrap(wsm.psid, hurt)));
    }
  }

  readonly #radios = new Map<string, Radio>();
  #radio(name: string): Radio {
    const radio = this.#radios.get(name) ?? this.#world.radio(name);
    this.#radios.set(name, radio);
    return radio;
  }
  #send(kind: Attack, name: string, frame: Uint8Array): void {
    this.#world.attack(kind, frame);
    this.#radio(name).send(frame);
  }
  #sender(kind: Attack, name: string): Sender {
    const { clock, crypto, keys } = this.#world;
    return new Sender({
      clock,
      crypto,
      keys,
      radio: { send: (frame) => this.#send(kind, name, frame), receive: () => {} },
    });
  }

  /** Asks for priority as an ambulance, with whatever certificate there is. */
  #ask(kind: Attack, name: string, holder: Holder, first: number, every: number): void {
    const { timers, clock, map, pose, random } = this.#world;
    const vehicle = { tag: 'entityID', value: Uint8Array.from(random.octets(4)) } as const;
    const requester = new Requester({ vehicle, role: 'ambulance', importance: 14, fromMetres: 1000 });
    requester.hearMap(map);
    const sender = this.#sender(kind, name);
    const act = (): void => {
      const srm = requester.next(pose, true, undefined, clock.now());
      if (srm) sender.send(PSID.srm, srm, holder, { whole: true });
    };
    timers.after(first, () => {
      act();
      timers.every(every, act);
    });
  }
  #speak(kind: Attack, name: string, holder: Holder, first: number, every: number): void {
    const { timers, clock, pose, random } = this.#world;
    const sender = this.#sender(kind, name);
    const id = Uint8Array.from(random.octets(4));
    let count = 0;
    timers.after(first, () =>
      timers.every(every, () =>
        sender.send(PSID.bsm, encodeBsm(pose, body, id, count++, clock.now()), holder, { whole: true }),
      ),
    );
  }
  #command(kind: Attack, name: string, holder: Holder, first: number, every: number): void {
    const { timers, clock, random, map } = this.#world;
    const sender = this.#sender(kind, name);
    const id = map.intersections?.[0]?.id;
    let sequence = 1_000;
    const act = (now: Micros): void => {
      const value = {
        version: 1,
        commandId: Uint8Array.from(random.octets(16)),
        target: { region: id?.region, id: id?.id ?? 0 },
        sequence: sequence++,
        notBefore: toTime64(now),
        notAfter: toTime64(now + 20e6),
        operator: 'nobody',
        action: { tag: 'flash', value: null },
      } as const;
      sender.send(PSID.tmc, commands.encode({ tag: 'command', value }), holder, { whole: true, expirySeconds: 20 });
    };
    timers.after(first, () => timers.every(every, () => act(clock.now())));
  }

  /** A self-signed certificate that says all an ambulance's says. */
  #homeMade(): Holder {
    const { crypto, keys, clock } = this.#world;
    const key = keys.generate('P-256');
    const record = issueSelf({ crypto, keys }, key, {
      id: { tag: 'name', value: 'ambulance' },
      cracaId: new Uint8Array(3),
      crlSeries: 0,
      validityPeriod: { start: Math.floor(clock.now() / 1e6) - 60, duration: { tag: 'hours', value: 1 } },
      appPermissions: [{ psid: PSID.srm, ssp: requestSsp(['ambulance'], 14) }],
    });
    return { key, record };
  }
}

/** The same signature over another requestID: a few bits of the payload changed, everything else well formed. */
function tamper(octets: Uint8Array): Uint8Array | undefined {
  const got = spdus.decode(octets);
  if (!got.ok || got.value.content.tag !== 'signedData') return undefined;
  const { tbsData } = got.value.content.value;
  const data = tbsData.value.payload.data?.value.content;
  if (data?.tag !== 'unsecuredData') return undefined;
  const payload = new Uint8Array(data.value);
  payload[payload.length >> 1]! ^= 0x10;
  const inner = spdus.encode({ protocolVersion: 3, content: { tag: 'unsecuredData', value: payload } });
  const value = { ...tbsData.value, payload: { ...tbsData.value.payload, data: { value: got.value, octets: inner } } };
  const changed = { value, octets: coer(ToBeSignedData).encode(value) };
  return spdus.encode({
    protocolVersion: 3,
    content: { tag: 'signedData', value: { ...got.value.content.value, tbsData: changed } },
  });
}
