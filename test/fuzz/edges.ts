/**
 * Counts which branches of the code ran: modules of asn1/ are given a counter per function and branch as they are loaded.
 * Import what is to be counted after `instrument()`, with `import()`.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type AnyNode, parse } from 'acorn';

/** A count per branch of all modules loaded so far; the first `used()` are in use. */
export const counts: Uint8Array = new Uint8Array(1 << 14);
let next = 0;
export const used = (): number => next;

const folder = new URL('../../asn1/', import.meta.url).href;

export function instrument(): void {
  (globalThis as Record<string, unknown>).branchCounts = counts;
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(folder)) return nextLoad(url, context);
      const code = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source: `const $c=globalThis.branchCounts;${counted(code)}`, shortCircuit: true };
    },
  });
}

/** The same code with a counter raised at the start of each branch. */
function counted(code: string): string {
  const opens: [at: number, text: string][] = [];
  const closes: [at: number, text: string][] = [];
  const count = (): string => `$c[${next++}]++`;
  const expression = (e: AnyNode): void => {
    opens.push([e.start, `(${count()},`]);
    closes.push([e.end, ')']);
  };
  const statement = (s: AnyNode): void => {
    if (s.type === 'BlockStatement') return void opens.push([s.start + 1, `${count()};`]);
    opens.push([s.start, `{${count()};`]);
    closes.push([s.end, '}']);
  };
  const visit = (n: AnyNode): void => {
    switch (n.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        (n.body.type === 'BlockStatement' ? statement : expression)(n.body);
        break;
      case 'IfStatement':
        statement(n.consequent);
        if (n.alternate) statement(n.alternate);
        break;
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        statement(n.body);
        break;
      case 'SwitchCase':
        if (n.consequent[0]) opens.push([n.consequent[0].start, `${count()};`]);
        break;
      case 'ConditionalExpression':
        expression(n.consequent);
        expression(n.alternate);
        break;
      case 'LogicalExpression':
        expression(n.right);
        break;
      case 'CatchClause':
        statement(n.body);
        break;
    }
    for (const child of Object.values(n)) {
      const all: readonly unknown[] = Array.isArray(child) ? child : [child];
      for (const c of all) if (isNode(c)) visit(c);
    }
    // Closing behind what is inside: brackets nest.
    for (const [at, text] of closes.splice(0)) ends.push([at, text]);
  };
  const ends: [at: number, text: string][] = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
  return woven(code, opens, ends);
}

const isNode = (v: unknown): v is AnyNode => typeof v === 'object' && v !== null && 'type' in v && 'start' in v;

/** At one place what closes comes before what opens; of two that open there, the one pushed first is outermost. */
function woven(code: string, opens: [number, string][], ends: [number, string][]): string {
  const pieces = [...ends.map((e) => [...e, 0] as const), ...opens.map((o) => [...o, 1] as const)];
  pieces.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
  let out = '';
  let at = 0;
  for (const [to, text] of pieces) {
    out += code.slice(at, to) + text;
    at = to;
  }
  return out + code.slice(at);
}
