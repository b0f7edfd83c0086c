/** The tables of one type: its own, and one for each type without a name of its own inside it. */
import type { Member, Node } from '../schema.ts';
import { type Atlas, anchor } from './atlas.ts';
import type { Note, Notes } from './comment.ts';
import { bare, hasRows, isAbsent, isExtensible, kindOf, literal, namesOf, rangeOf } from './range.ts';
import type { Module } from './read.ts';

const NO_NOTES: Notes = new Map();
const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** `<` is no tag outside of code, and a bar ends no cell. */
export const plain = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('');
const cell = (text: string): string => plain(text).replace(/\s+/g, ' ').replaceAll('|', '\\|');

interface Inner {
  readonly title: string;
  readonly node: Node;
  readonly notes: Notes;
}

/** Writes the types of one page. What is met twice on it is shown once. */
export class Tables {
  readonly #atlas: Atlas;
  readonly #module: Module;
  readonly #titles = new Map<Node, string>();
  #waiting: Inner[] = [];
  #remarks: string[] = [];

  constructor(atlas: Atlas, module: Module) {
    this.#atlas = atlas;
    this.#module = module;
  }

  /** Kind and bounds in a line; then the tables, the inner ones below headings of their own. */
  of(title: string, raw: Node, notes: Notes): readonly string[] {
    const lines = [this.#summary(title, raw, notes), ...this.#rows(title, bare(raw), notes)];
    const inner = this.#waiting;
    this.#waiting = [];
    return [...lines, ...inner.flatMap((i) => [`### ${i.title}`, ...this.of(i.title, i.node, i.notes)])];
  }

  #summary(title: string, raw: Node, notes: Notes): string {
    const node = bare(raw);
    const name = node.name !== undefined && node.name !== title ? `${code(node.name)}: ` : '';
    const kept = raw.kind === 'kept' ? ' Its octets are kept as they came.' : '';
    if (node.kind === 'list')
      return `${name}\`${rangeOf(node)}\` list of ${this.#type(node.of, title, notes)}${this.#within(node.of)}.${kept}`;
    const range = [code(rangeOf(node))].filter(Boolean);
    return `${name}${[code(kindOf(node)), ...range].join(' ')}${isExtensible(node) ? ', extensible' : ''}.${kept}`;
  }

  #rows(title: string, node: Node, notes: Notes): readonly string[] {
    const lines: string[] = [];
    switch (node.kind) {
      case 'sequence':
        lines.push(this.#fields(title, node.root, node.added ?? [], notes));
        break;
      case 'choice':
        lines.push(this.#alternatives(title, node.root, node.added ?? [], notes));
        break;
      case 'byId': {
        const rows = node.cases.map((c) => [`${c.id}`, code(c.name), ...this.#content(title, c, notes)]);
        const id = `\`${node.idName}\` (${this.#type(node.id, title, NO_NOTES)}${this.#within(node.id)})`;
        const others = rows.length > 0 ? 'With any other number it' : 'Here none is known: it';
        lines.push(`${id} says what \`${node.valueName}\` is. ${others} stays the octets it came in.`);
        if (rows.length > 0) lines.push(table(['Id', 'Name', 'Type', 'Range', 'Meaning'], rows));
        break;
      }
      case 'enumerated':
      case 'bits': {
        const rows = runs(namesOf(node)).map(([n, last]) => [
          n === last ? `${n.number}` : `${n.number}..${last.number}`,
          `${fromTo(n.name, last.name)}${n.added ? ', added' : ''}`,
          cell(notes.get(n.name)?.text ?? ''),
        ]);
        if (rows.length > 0) lines.push(table([node.kind === 'bits' ? 'Bit' : 'Value', 'Name', 'Meaning'], rows));
        break;
      }
    }
    lines.push(...this.#remarks);
    this.#remarks = [];
    return lines;
  }

  #fields(title: string, root: readonly Member[], added: readonly Member[], notes: Notes): string {
    const presence = (m: Member): string => {
      if (isAbsent(m.type)) return 'absent';
      if (m.mode === 'default') return `default \`${literal(m.type, m.fallback)}\``;
      return m.mode === 'may' ? 'optional' : 'mandatory';
    };
    const row = (m: Member, late: boolean) => {
      const [type, range, meaning] = this.#content(title, m, notes);
      return [code(m.name), type, `${presence(m)}${late ? ', added' : ''}`, range, meaning];
    };
    const rows = [...root.map((m) => row(m, false)), ...added.map((m) => row(m, true))];
    return table(['Field', 'Type', 'Presence', 'Range', 'Meaning'], rows);
  }

  #alternatives(title: string, root: readonly Member[], added: readonly Member[], notes: Notes): string {
    const all = [...root, ...added].map((m, tag) => ({ ...m, tag, added: tag >= root.length }));
    const rows = runs(all).map(([m, last]) => [
      m === last ? `${m.tag}` : `${m.tag}..${last.tag}`,
      `${fromTo(m.name, last.name)}${m.added ? ', added' : ''}`,
      ...this.#content(title, m, notes),
    ]);
    return table(['Tag', 'Alternative', 'Type', 'Range', 'Meaning'], rows);
  }

  #content(title: string, m: Member, notes: Notes): readonly [type: string, range: string, meaning: string] {
    const note = notes.get(m.name);
    const type = this.#type(m.type, `${title} / ${m.name}`, note?.inside ?? NO_NOTES);
    return [type, this.#range(m.type), this.#meaning(m.type, note)];
  }

  /** The type in a cell; a type that has no place yet gets one below. */
  #type(raw: Node, title: string, notes: Notes): string {
    const node = bare(raw);
    if (isAbsent(node)) return 'not used';
    const place = this.#atlas.find(node, this.#module);
    if (place) {
      if (this.#atlas.isCopy(node)) this.#compare(node);
      return `[${code(node.name ?? place.entry.name)}](${this.#atlas.href(place, this.#module)})`;
    }
    if (node.kind === 'list') return `list of ${this.#type(node.of, title, notes)}${this.#within(node.of)}`;
    if (!hasRows(node)) return node.name === undefined ? kindOf(node) : `${code(node.name)} ${kindOf(node)}`;
    let at = this.#titles.get(node);
    if (at === undefined) {
      at = title;
      this.#titles.set(node, at);
      this.#waiting.push({ title: at, node, notes });
    }
    return `[${node.name === undefined ? kindOf(node) : code(node.name)}](#${anchor(at)})`;
  }

  /** Bounds of a list's element, which has no cell for them. */
  #within(raw: Node): string {
    const node = bare(raw);
    return node.kind === 'list' || rangeOf(node) === '' ? '' : ` ${code(rangeOf(node))}`;
  }

  #range(raw: Node): string {
    const node = bare(raw);
    const names = namesOf(node);
    if (names.length === 0) return code(rangeOf(node));
    if (this.#atlas.find(node, this.#module) || hasRows(node))
      return node.kind === 'bits' ? code(rangeOf(node)) : `${names.length} names`;
    const listed = names.map(({ name, number }) => `${code(name)} ${number}`).join(', ');
    return node.kind === 'bits' ? `${code(rangeOf(node))}: ${listed}` : listed;
  }

  /** What is said of the field, or else of its type where that is a number or a text. */
  #meaning(raw: Node, note: Note | undefined): string {
    if (note && note.text !== '') return cell(note.text);
    const node = bare(raw);
    const place = this.#atlas.find(node, this.#module);
    return place && ['integer', 'octets', 'utf8', 'ia5'].includes(node.kind) ? cell(short(place.entry.text)) : '';
  }

  #compare(copy: Node): void {
    const others = this.#atlas.differences(copy).map((n) => {
      const names = namesOf(n).map(({ name, number }) => `${code(name)} ${number}`);
      return `- ${code(n.name ?? '')}: ${[`${kindOf(n)} ${code(rangeOf(n))}`.trim(), ...names].join(', ')}`;
    });
    const remark = [`Unlike on the page of ${code(copy.name ?? '')}:`, '', ...others].join('\n');
    if (others.length > 0 && !this.#remarks.includes(remark)) this.#remarks.push(remark);
  }
}

const fromTo = (first: string, last: string): string =>
  first === last ? code(first) : `${code(first)} to ${code(last)}`;

/** First and last of each run of names that are reserved and differ in a number only; any other is a run of its own. */
function runs<T extends { readonly name: string }>(all: readonly T[]): readonly (readonly [first: T, last: T])[] {
  const stem = (name: string) => /^(.*reserved)\d+$/i.exec(name)?.[1];
  const found: [T, T][] = [];
  for (const one of all) {
    const open = found.at(-1);
    if (open && stem(one.name) !== undefined && stem(open[1].name) === stem(one.name)) open[1] = one;
    else found.push([one, one]);
  }
  return found;
}

/** The first sentence, and those after it while it all is no longer than a line. */
function short(text: string): string {
  const [first = '', ...rest] = text.split(/(?<=\.) (?=[A-Z`\d-])/);
  let said = first;
  for (const next of rest) {
    if (said.length + next.length > 100) break;
    said += ` ${next}`;
  }
  return said;
}

/** Columns nobody wrote in are left out. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = heads.map((_, i) => i).filter((i) => rows.some((r) => (r[i] ?? '') !== ''));
  const line = (cells: readonly string[]) => `| ${used.map((i) => cells[i] ?? '').join(' | ')} |`;
  return [line(heads), `|${used.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
