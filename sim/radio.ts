/**
 * The medium all simulated radios share. A frame reaches whoever is in range, a little later, or is lost; the farther,
 * the likelier. Nobody is sure who sent it: a tap or an attacker may send what it heard.
 */
import type { Clock, Micros, Radio, Timers } from '../src/world.ts';
import type { Chance } from './chance.ts';
import type { Point } from './road.ts';

export interface MediumOptions {
  readonly world: Clock & Timers;
  readonly chance: Chance;
  readonly rangeMetres?: number;
  /** From send() to the first octet on the air: queueing and channel access. */
  readonly delaySeconds?: number;
  /** Probability that a frame is lost at a distance below the range. */
  readonly loss?: (metres: number, rangeMetres: number) => number;
}
/** What a tap is told. The sender's name is the simulation's knowledge; no unit may use it. */
export interface Sent {
  readonly at: Micros;
  readonly from: string;
  readonly position: Point;
  readonly frame: Uint8Array;
}
export interface Node extends Radio {
  readonly name: string;
  /** Takes the node off the air; frames on their way to it are lost. */
  leave(): void;
}

const METRES_PER_SECOND_OF_LIGHT = 299_792_458;

/** Almost nothing near by, half at 85 % of the range: the shape field trials show at 5.9 GHz in the open. */
export const openRoadLoss = (metres: number, rangeMetres: number): number =>
  Math.min(1, 0.002 + 0.998 * (metres / rangeMetres) ** 4.25);

export class Medium {
  readonly #world: Clock & Timers;
  readonly #chance: Chance;
  readonly #rangeMetres: number;
  readonly #delaySeconds: number;
  readonly #loss: (metres: number, rangeMetres: number) => number;
  /** In the order they joined, which is the order chance is drawn in. */
  readonly #nodes = new Map<string, { position: () => Point; listeners: ((frame: Uint8Array) => void)[] }>();
  readonly #taps = new Set<(sent: Sent) => void>();
  readonly counts = { sent: 0, delivered: 0, lost: 0, outOfRange: 0 };

  constructor(options: MediumOptions) {
    this.#world = options.world;
    this.#chance = options.chance;
    this.#rangeMetres = options.rangeMetres ?? 600;
    this.#delaySeconds = options.delaySeconds ?? 0.002;
    this.#loss = options.loss ?? openRoadLoss;
  }

  /** A radio for one node. Throws where the name is taken: two nodes of a name could not be told apart in a trace. */
  join(name: string, position: () => Point): Node {
    if (this.#nodes.has(name)) throw new Error(`a node named "${name}" is on the air already`);
    const node = { position, listeners: [] as ((frame: Uint8Array) => void)[] };
    this.#nodes.set(name, node);
    return {
      name,
      receive: (listener) => node.listeners.push(listener),
      send: (frame) => {
        if (this.#nodes.get(name) === node) this.#send(name, position(), frame);
      },
      leave: () => {
        if (this.#nodes.get(name) === node) this.#nodes.delete(name);
      },
    };
  }
  /** Hears every frame, whole and at once, as it is sent: for captures and traces. The returned function ends it. */
  tap(listener: (sent: Sent) => void): () => void {
    this.#taps.add(listener);
    return () => this.#taps.delete(listener);
  }

  #send(from: string, position: Point, octets: Uint8Array): void {
    // The sender may reuse its buffer, and a receiver may write in what it got: everyone has a copy.
    const frame = new Uint8Array(octets);
    this.counts.sent++;
    for (const tap of this.#taps) tap({ at: this.#world.now(), from, position, frame: new Uint8Array(frame) });
    for (const [name, node] of this.#nodes) {
      if (name === from) continue;
      const there = node.position();
      const metres = Math.hypot(there.x - position.x, there.y - position.y);
      if (metres > this.#rangeMetres) this.counts.outOfRange++;
      else if (this.#chance.happens(this.#loss(metres, this.#rangeMetres))) this.counts.lost++;
      else {
        this.#world.after(this.#delaySeconds + metres / METRES_PER_SECOND_OF_LIGHT, () => {
          if (this.#nodes.get(name) !== node) return;
          this.counts.delivered++;
          for (const listener of node.listeners) listener(new Uint8Array(frame));
        });
      }
    }
  }
}
