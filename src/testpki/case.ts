/** A case: one rule, a chain and a message that keep or break it, and the verdict a receiver has to come to. */
import { coer } from '../../asn1/coer.ts';
import { CrlContents } from '../../asn1/ieee1609dot2/crl.ts';
import { signSpdu } from '../secure/sign.ts';
import type { CertificateRecord } from '../trust/certificate.ts';
import type { Holder } from '../trust/issue.ts';
import type { Result } from '../trust/result.ts';
import type { Micros } from '../world.ts';
import type { Forge, Link } from './forge.ts';
import { PSIDS, type Sample, sampleSpdu } from './sample.ts';
import { APP, HERE, ROLES, type Role, type Setting, usualSubject } from './setting.ts';

export type Expected = Result | 'success';

export interface Case {
  /** Stable: a file name and a row of a report. */
  readonly id: string;
  /** The rule, the same words in each case of it, and where it stands. */
  readonly rule: string;
  readonly clause: string;
  /** What this case does with it. */
  readonly what: string;
  readonly expected: Expected;
  /** Results of receivers that notice the same fault at another moment. */
  readonly also?: readonly Expected[];
  /** What is not as usual. `sub` is there only where it is named. */
  readonly chain?: Partial<Readonly<Record<Role, Link>>>;
  /** `none`: there is only a chain to judge. */
  readonly sample?: Sample | 'none';
  /** Certificates in the SPDU behind the signer's, where they are not the usual ones. */
  readonly along?: (chain: Chain) => readonly CertificateRecord[];
  /** Lists a receiver has taken before. */
  readonly lists?: (chain: Chain, forge: Forge) => readonly List[];
  readonly receiver?: Partial<Receiver>;
}
export type Chain = Readonly<Record<Exclude<Role, 'sub'>, Holder>> & { readonly sub?: Holder };

export interface List {
  readonly by: Holder;
  /** In a header that has to have none. */
  readonly generationTime?: Micros;
  readonly contents: CrlContents;
}
export interface Receiver {
  readonly time: Micros;
  readonly latitude: number;
  readonly longitude: number;
  /** UN M49 code of the country in which all lies that is less than 20 km away. */
  readonly country: number;
}

/** A certificate of a case under the label that files name it by; usual ones are shared between cases. */
export interface Labelled extends Holder {
  readonly label: string;
}
export interface Placed extends Labelled {
  readonly role: Role;
}
export interface Built {
  readonly case: Case;
  /** From the root down to the signer. */
  readonly chain: readonly Placed[];
  readonly receiver: Receiver;
  readonly wsmp: number;
  /** Undefined where there is only a chain. */
  readonly spdu: Uint8Array | undefined;
  /** Certificates in the SPDU beside the signer's. */
  readonly along: number;
  readonly lists: readonly Uint8Array[];
  /** Who signed them, where it is not one of the chain. */
  readonly listSigners: readonly Labelled[];
}

export class Builder {
  readonly #forge: Forge;
  readonly #setting: Setting;
  readonly #usual = new Map<Role, Placed>();

  constructor(forge: Forge, setting: Setting) {
    this.#forge = forge;
    this.#setting = setting;
  }

  build(row: Case): Built {
    const chain = this.#chain(row);
    const at = (role: Role) => chain.find((c) => c.role === role)!;
    const [signer, ...issuers] = chain.toReversed();
    // A receiver that has turned down a CA can only say why where its certificate comes along.
    const early = issuers.some(({ role }) => role !== 'root' && row.chain?.[role] !== undefined);
    const sample = row.sample === 'none' ? undefined : (row.sample ?? {});
    const roles = { root: at('root'), ica: at('ica'), aca: at('aca'), signer: at('signer') };
    const named = row.chain?.sub ? { ...roles, sub: at('sub') } : roles;
    const wrong = row.expected !== 'success' && early ? issuers.filter((c) => c.role !== 'root') : [];
    const along = row.along?.(named) ?? wrong.map((c) => c.record);
    const lists = row.lists?.(named, this.#forge) ?? [];
    const strangers = lists
      .map((l) => l.by)
      .filter((by): by is Labelled => 'label' in by && !chain.some((c) => c === by));
    return {
      case: row,
      chain,
      receiver: { time: this.#setting.now, ...HERE, country: 840, ...row.receiver },
      wsmp: sample?.wsmp ?? sample?.psid ?? PSIDS[sample?.kind ?? 'srm'],
      spdu: sample && sampleSpdu(this.#forge, this.#setting, sample, signer!, along),
      along: along.length,
      lists: lists.map((l) => this.#signList(l)),
      listSigners: [...new Set(strangers)],
    };
  }

  #chain(row: Case): Placed[] {
    const made: Placed[] = [];
    let usual = true;
    for (const role of ROLES) {
      const link = row.chain?.[role];
      if (role === 'sub' && link === undefined) continue;
      usual &&= link === undefined;
      const before = made.at(-1);
      made.push(usual ? this.#shared(role, before) : this.#make(role, `${row.id}.${role}`, link ?? {}, before));
    }
    return made;
  }
  #shared(role: Role, issuer: Placed | undefined): Placed {
    const known = this.#usual.get(role);
    if (known) return known;
    const made = this.#make(role, role, {}, issuer);
    this.#usual.set(role, made);
    return made;
  }
  #make(role: Role, label: string, link: Link, issuer: Placed | undefined): Placed {
    const subject = usualSubject(this.#setting, role, label);
    return { ...this.#forge.make(label, subject, link, issuer), label, role };
  }

  #signList({ by, contents, generationTime }: List): Uint8Array {
    const { crypto, keys } = this.#forge;
    const signer = { form: 'certificate', certificate: by.record } as const;
    const payload = coer(CrlContents).encode(contents);
    return signSpdu({ crypto, keys, key: by.key, psid: APP.crl, payload, signer, generationTime });
  }
}

/** The certificates of a case that its receiver has before it hears anything, but for the root. */
export function authoritiesOf(built: Built): readonly CertificateRecord[] {
  return built.chain.filter((c) => c.role !== 'root' && c.role !== 'signer').map((c) => c.record);
}
