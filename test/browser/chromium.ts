/** A real Chromium with a page from this machine in it. */
import { accessSync, constants } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

function find(): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
const executablePath = find();
/** Why there is no browser to ask here, or undefined where there is one. */
export const chromiumMissing = executablePath === undefined ? 'Chromium is not installed' : undefined;

/** A name of this machine that a browser does not know for it: what comes from there by HTTP it trusts with less. */
export const ELSEWHERE = 'elsewhere.test';

/** Starts it with a profile of its own, which goes with it. */
export function start(): Promise<Browser> {
  const rules = `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`;
  const args = [...ARGS, '--disable-component-update', '--disable-sync', rules];
  return chromium.launch({ executablePath, args, timeout: 0 });
}

export interface Site {
  /** What `/page.js` and others are. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly asked: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly host: string;
}

/** What a page sends back that loads `/page.js`; rejects where something in it fails. */
export async function visit(browser: Browser, site: Site): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const server = await serve(site, resolve);
  const page = await browser.newPage();
  try {
    page.on('pageerror', reject);
    for (const end of ['crash', 'close'] as const)
      page.on(end as 'close', () => reject(new Error(`the page ended before its answer: ${end}`)));
    page.on('requestfailed', (request) => reject(new Error(`${request.url()}: ${request.failure()?.errorText}`)));
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://${site.host}:${port}/`, { timeout: 0 });
    return await promise;
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}

async function serve({ scripts, asked, headers }: Site, answered: (value: unknown) => void): Promise<Server> {
  const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body style="white-space:pre">';
  const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
    '/': ['text/html', `${html}<script type="module" src="/page.js"></script>`],
    '/asked': ['application/json', JSON.stringify(asked)],
    ...Object.fromEntries(Object.entries(scripts).map(([path, code]) => [path, ['text/javascript', code] as const])),
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') answered(JSON.parse(await text(request)));
    const file = files[request.url!];
    response.writeHead(request.method === 'POST' ? 204 : file ? 200 : 404, {
      ...headers,
      'content-type': file?.[0] ?? 'text/plain',
    });
    response.end(request.method === 'POST' ? undefined : file?.[1]);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
