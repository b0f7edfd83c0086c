import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { coer } from '../../asn1/coer.ts';
import { toHex } from '../../asn1/hex.ts';
import { CrlRequest } from '../../asn1/wavetrust/scms.ts';
import { openssl } from '../../src/crypto/openssl.ts';
import { repeatable } from '../../src/crypto/repeatable.ts';
import { authoritiesOf } from '../../src/enrol/authorities.ts';
import { fetchBatch, requestBatch } from '../../src/enrol/batch.ts';
import { enrol } from '../../src/enrol/enrol.ts';
import { ecaBackCalls, ecaCalls, maCalls, raCalls } from '../../src/scms/calls.ts';
import { type RemoteOptions, relay, remote, type ServeOptions, serve, Unanswered } from '../../src/scms/http.ts';
import { refuse } from '../../src/scms/refusal.ts';
import { answerer, type Handlers } from '../../src/scms/role.ts';
import { silent } from '../../src/world.ts';
import { BSM, Fleet, mayAsk } from '../scms/fleet.ts';

// Only ends a run in which something awaited does not come.
vi.setConfig({ testTimeout: 300_000 });
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const OCTETS = { 'content-type': 'application/octet-stream' };

/** One call, answered as a test needs it. */
const calls = { next: { ask: CrlRequest, answer: CrlRequest } } as const;
const plusOne: Handlers<typeof calls> = { next: async ({ crlSeries }) => ({ crlSeries: crlSeries + 1 }) };
async function counter(handlers = plusOne, options: Partial<ServeOptions> = {}) {
  const served = await serve(calls, answerer(calls, handlers, silent), { port: 0, ...options });
  open.push(served);
  return served;
}
const post = (url: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = OCTETS) =>
  fetch(url, { method: 'POST', body, headers });
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail('nothing failed'),
    (error: Error) => error,
  );

/** A fleet whose devices reach the ECA and the RA over HTTP. */
async function overHttp(fleet: Fleet): Promise<Fleet> {
  const { service } = fleet;
  open.push({ close: () => service.close() });
  const front = await serve(
    { ...ecaCalls, ...raCalls },
    relay({ ...ecaCalls, ...raCalls }, { ...service.eca, ...service.ra }),
    {
      port: 0,
    },
  );
  const back = await serve(ecaBackCalls, relay(ecaBackCalls, service.operator), { port: 0 });
  open.push(front, back);
  fleet.service = {
    ...service,
    eca: remote(ecaCalls, front.url),
    ra: remote(raCalls, front.url),
    operator: remote(ecaBackCalls, back.url),
  };
  return fleet;
}

describe('the credential service over HTTP', () => {
  it('gives the same certificates, octet for octet, as in one process', async () => {
    const run = async (remotely: boolean): Promise<string[]> => {
      const fleet = await new Fleet('http', repeatable(openssl)).open();
      if (remotely) await overHttp(fleet);
      else open.push({ close: () => fleet.service.close() });
      const client = await fleet.device('obu.wavetrust.test');
      const batch = await requestBatch(client, { appPermissions: BSM });
      await fleet.service.mix();
      const holders = await fetchBatch(client, batch);
      return [client.enrolment, ...holders].map(({ record }) => toHex(record.octets));
    };
    const here = await run(false);
    expect(here).toHaveLength(21);
    expect(await run(true)).toEqual(here);
  });

  it('tells a device why it is refused, in the code of IEEE 1609.2.1', async () => {
    const fleet = await overHttp(await new Fleet('refused').open());
    const client = await fleet.device('obu.wavetrust.test');
    const wide = [{ psid: 35, ssp: undefined }];
    expect(await failure(requestBatch(client, { appPermissions: wide }))).toMatchObject({
      refused: { status: 400, code: '400-30' },
    });
    const stranger = { name: 'stranger.wavetrust.test', certRequestPermissions: [mayAsk([{ psid: 32 }])] };
    const { eca, bundle } = fleet.service;
    expect(await failure(enrol(fleet.tools(), eca, authoritiesOf(openssl, bundle), stranger))).toMatchObject({
      refused: { status: 400, code: '400-21' },
    });
  });

  it('relays what a role refuses as the role itself refused it', async () => {
    const fleet = await new Fleet('relay').open();
    open.push({ close: () => fleet.service.close() });
    const { ma } = fleet.service;
    const served = await serve(maCalls, relay(maCalls, ma), { port: 0 });
    open.push(served);
    const ask = { iCert: 1, linkageValue: new Uint8Array(9), reason: 'nobody has it' };
    const here = await ma.revoke(ask);
    expect(here.ok).toBe(false);
    expect(await remote(maCalls, served.url).revoke(ask)).toEqual(here);
  });
});

describe('a server of calls', () => {
  it('answers octets with octets', async () => {
    const { url } = await counter();
    const response = await post(`${url}/next`, Uint8Array.of(0, 0, 41));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    expect(coer(CrlRequest).read(new Uint8Array(await response.arrayBuffer()))).toEqual({ crlSeries: 42 });
    expect(await remote(calls, url).next({ crlSeries: 7 })).toEqual({ ok: true, value: { crlSeries: 8 } });
  });

  it('refuses hostile requests one by one, without a word of its inside, and lives on', async () => {
    const { url } = await counter({ next: () => Promise.reject(new Error('secret of the inside')) });
    const whole = Uint8Array.of(0, 0, 41);
    const hostile: [number, string | null, () => Promise<Response>][] = [
      [400, '400-42', () => post(`${url}/next`, whole.subarray(0, 2))],
      [400, '400-42', () => post(`${url}/next`, new Uint8Array(0))],
      [400, '400-42', () => post(`${url}/next`, new Uint8Array(100).fill(255))],
      [413, null, () => post(`${url}/next`, new Uint8Array(10_000_000))],
      [415, null, () => post(`${url}/next`, whole, { 'content-type': 'application/json' })],
      [415, null, () => post(`${url}/next`, '{"crlSeries":1}', {})],
      [415, null, () => fetch(`${url}/next`, { method: 'POST' })],
      [404, null, () => post(`${url}/last`, whole)],
      [404, null, () => post(`${url}/__proto__`, whole)],
      [404, null, () => post(`${url}/`, whole)],
      [404, null, () => fetch(`${url}/next`)],
      [500, null, () => post(`${url}/next`, whole)],
    ];
    for (const [status, code, ask] of hostile) {
      const response = await ask();
      const got = [response.status, response.headers.get('Ieee-1609.2.1-Error')];
      expect(got).toEqual([status, code]);
      expect(await response.text()).not.toMatch(/secret|stack|\bat .*:\d+|node_modules/);
    }
    expect(await remote(calls, url).next({ crlSeries: 1 })).toEqual({
      ok: false,
      refused: { status: 500, code: undefined },
    });
  });

  it('takes a request of exactly octetsMax and none longer', async () => {
    const { url } = await counter(plusOne, { octetsMax: 3 });
    expect((await post(`${url}/next`, Uint8Array.of(0, 0, 41))).status).toBe(200);
    expect((await post(`${url}/next`, Uint8Array.of(0, 0, 41, 0))).status).toBe(413);
  });

  it('keeps no address of a caller in its log', async () => {
    const said: unknown[] = [];
    const { url } = await counter(plusOne, { log: (...line) => said.push(line) });
    await post(`${url}/next`, new Uint8Array(10_000_000)).catch(() => {});
    await post(`${url}/next`, 'x', { 'content-type': 'text/plain' });
    expect(said.length).toBeGreaterThan(0);
    expect(JSON.stringify(said)).not.toContain('127.0.0.1');
  });

  it('lets what is in work finish when it closes, and cuts off what was not yet sent', async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const { url, close } = await counter({
      async next(ask) {
        begun.resolve();
        await go.promise;
        return ask;
      },
    });
    const half = connect(Number(new URL(url).port), '127.0.0.1');
    const cut = new Promise((done) => half.on('close', done).on('error', () => {}));
    half.write(
      'POST /next HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 9\r\n\r\n123',
    );
    const answer = remote(calls, url).next({ crlSeries: 5 });
    await begun.promise;
    const closed = close();
    go.resolve();
    expect(await answer).toEqual({ ok: true, value: { crlSeries: 5 } });
    await Promise.all([closed, cut, close()]);
  });

  it('rejects a port that is taken', async () => {
    const { url } = await counter();
    const port = Number(new URL(url).port);
    await expect(counter(plusOne, { port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('a role at a URL', () => {
  const next = (url: string, options?: RemoteOptions) => remote(calls, url, options).next({ crlSeries: 1 });

  it('says which URL nobody answers at, why, and what to do', async () => {
    const { url, close } = await counter();
    expect((await next(url)).ok).toBe(true);
    await close();
    const error = await failure(next(url));
    expect(error).toBeInstanceOf(Unanswered);
    expect(error.message).toContain(`${url}/next`);
    expect(error.message).toMatch(/ECONNREFUSED.*Check that the service runs/);
  });

  it('waits no longer than it was told', async () => {
    const never = Promise.withResolvers<{ crlSeries: number }>();
    const { url } = await counter({ next: () => never.promise });
    const error = await failure(next(url, { timeoutSeconds: 0.05 }));
    expect(error.message).toMatch(/next gave no answer within 0\.05 s/);
    never.resolve({ crlSeries: 0 });
  });

  it('keeps the path of its URL', async () => {
    const asked: string[] = [];
    const record: typeof fetch = async (url) => {
      asked.push(String(url));
      return new Response(Uint8Array.of(0, 0, 1), { headers: OCTETS });
    };
    for (const url of ['https://ra.test', 'https://ra.test/v3', 'https://ra.test/v3/'])
      await next(url, { fetch: record });
    expect(asked).toEqual(['https://ra.test/next', 'https://ra.test/v3/next', 'https://ra.test/v3/next']);
  });

  it('takes no page of somebody else for an answer, no endless answer, and no code that is none', async () => {
    const as = (response: Response): RemoteOptions => ({ octetsMax: 100, fetch: async () => response });
    const page = new Response('<html>Log in</html>', { headers: { 'content-type': 'text/html' } });
    expect((await failure(next('http://x.test', as(page)))).message).toMatch(
      /x\.test\/next.*text\/html.*Check the URL/,
    );
    const long = new Response(new Uint8Array(101), { headers: OCTETS });
    expect((await failure(next('http://x.test', as(long)))).message).toMatch(/more than 100 octets/);
    const odd = new Response(null, { status: 400, headers: { 'Ieee-1609.2.1-Error': '<b>400-10</b>' } });
    expect(await next('http://x.test', as(odd))).toEqual({ ok: false, refused: { status: 400, code: undefined } });
  });

  it('refuses what is no URL of a service', () => {
    for (const url of ['', 'ra.example', 'ftp://ra.example', 'localhost:80'])
      expect(() => remote(calls, url)).toThrow(/no URL of a service.*https:/);
  });

  it('carries every code a handler can refuse with', async () => {
    const causes = ['blocked', 'raMaxOverlap', 'unauthorized', 'forbidden', 'notFound'] as const;
    for (const cause of causes) {
      const handlers: Handlers<typeof calls> = { next: async () => refuse(cause, 'for the log alone') };
      const { url } = await counter(handlers);
      expect(await next(url)).toEqual(await answerOf(handlers));
    }
  });
  async function answerOf(handlers: Handlers<typeof calls>) {
    const got = await answerer(calls, handlers, silent)('next', Uint8Array.of(0, 0, 1));
    return got.ok ? expect.fail('not refused') : got;
  }
});
