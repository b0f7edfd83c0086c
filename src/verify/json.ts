/** JSON of a person's file: what is wrong with it as a sentence, and no field twice, of which JSON.parse takes the last. */

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** Never throws. */
export function parseJson(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // It quotes the file, which may hold anything.
    const why = (error as Error).message.replace(/[^\x20-\x7e]/g, '?').slice(0, 160);
    return { ok: false, why };
  }
  const twice = repeated(text);
  return twice === undefined ? { ok: true, value } : { ok: false, why: `${twice} stands in one object twice` };
}

/** The first name that an object of valid JSON has twice, as it is written there. */
function repeated(text: string): string | undefined {
  const open: (Set<unknown> | undefined)[] = [];
  // A string with the colon behind it is a name; other strings are passed over whole.
  for (const [token, name, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const names = open.at(-1);
      const read = JSON.parse(name!) as string;
      if (names?.has(read)) return name!.slice(0, 48).replace(/[^\x20-\x7e]/g, '?');
      names?.add(read);
    }
  }
  return undefined;
}
