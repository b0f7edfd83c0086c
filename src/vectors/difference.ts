/** Where two JSON values differ, for a report a person reads. */

/**
 * The first difference as `path: what was expected, what came`, or undefined where both are the same. The order of
 * members does not matter; a member that is undefined is one that is absent.
 */
export function difference(expected: unknown, got: unknown, path = ''): string | undefined {
  if (Object.is(expected, got)) return undefined;
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) return at(path, `${expected.length} items`, `${got.length}`);
    return first(expected.keys(), (i) => difference(expected[i], got[i], `${path}.${i}`));
  }
  if (isObject(expected) && isObject(got)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return first(names, (name) => difference(expected[name], got[name], `${path}.${name}`));
  }
  return at(path, show(expected), show(got));
}

/** The same for octets: the first octet that differs, or the length. */
export function octetDifference(expected: Uint8Array, got: Uint8Array): string | undefined {
  const i = expected.findIndex((octet, n) => octet !== got[n]);
  if (i >= 0) return at(`octet ${i}`, hex(expected[i]), hex(got[i]));
  return expected.length === got.length ? undefined : at('octets', `${expected.length}`, `${got.length}`);
}

function first<T>(items: Iterable<T>, differs: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = differs(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
const at = (path: string, expected: string, got: string): string =>
  `${path.replace(/^\./, '') || 'value'}: expected ${expected}, got ${got}`;
const hex = (octet: number | undefined): string => octet?.toString(16).padStart(2, '0') ?? 'the end';
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
function show(v: unknown): string {
  const text = v === undefined ? 'nothing' : typeof v === 'bigint' ? `${v}` : (JSON.stringify(v) ?? String(v));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
