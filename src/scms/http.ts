/**
 * Roles on different machines: `POST /<call>` with COER in application/octet-stream both ways; a refusal is an HTTP status
 * and, where 1609.2.1 has one, its code in the header Ieee-1609.2.1-Error. Messages are signed, and encrypted where
 * somebody on the way must not read them; who may call at all, and TLS, are the business of a proxy in front.
 */
import type { ServerResponse } from 'node:http';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { coer } from '../../asn1/coer.ts';
import { type Codec, sentence } from '../../asn1/malformed.ts';
import { join } from '../../asn1/octets.ts';
import { type Log, silent } from '../world.ts';
import { Refusal } from './refusal.ts';
import { type Answer, asker, type Calls, type Role, type Send } from './role.ts';

const HEADER = 'Ieee-1609.2.1-Error';
const OCTETS = 'application/octet-stream';

export interface ServeOptions {
  /** 127.0.0.1 where nothing is said. */
  readonly host?: string;
  /** 0 lets the system choose (see `url`). */
  readonly port: number;
  /** Longest request; 1 MiB holds any of a device. A line between roles carries many messages in one and needs more. */
  readonly octetsMax?: number;
  /** How long a caller may take to send a request, and to take the next octets of its answer. */
  readonly timeoutSeconds?: number;
  readonly log?: Log;
}
export interface Served {
  /** What `remote` is given. */
  readonly url: string;
  /** Takes nothing new, lets what is in work finish, and resolves once the port is free. */
  close(): Promise<void>;
}
/** Nobody answered: other than a refusal this says nothing of the request, which may have been carried out. */
export class Unanswered extends Error {
  readonly url: string;
  constructor(url: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Unanswered';
    this.url = url;
  }
}

/**
 * Answers calls over HTTP with the `answerer` of a role, or the `relay` to one. Several roles share a port where their
 * tables are spread into one. Rejects with the system's error where the port is taken. The log gets no address of a
 * caller: what a device asks for is not to be kept together with where it is.
 */
export async function serve(calls: Calls, answer: Send, options: ServeOptions): Promise<Served> {
  const { host = '127.0.0.1', port, octetsMax = 1_048_576, timeoutSeconds = 60, log = silent } = options;
  const timeout = timeoutSeconds * 1000;
  const app = fastify({ logger: false, bodyLimit: octetsMax, requestTimeout: timeout, connectionTimeout: timeout });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const inWork = new Set<Promise<unknown>>();
  const names = Object.keys(calls);
  for (const name of names) {
    app.post(`/${name}`, async (request, reply) => {
      const { body } = request;
      if (!Buffer.isBuffer(body)) return reply.code(415).type('text/plain').send(SENTENCES[415]);
      const work = answer(name, new Uint8Array(body));
      const whole: Promise<unknown> = Promise.allSettled([work, ended(reply.raw)]).then(() => inWork.delete(whole));
      inWork.add(whole);
      const got = await work;
      if (got.ok) return reply.type(OCTETS).send(got.value);
      if (got.refused.code !== undefined) reply.header(HEADER, got.refused.code);
      return reply.code(got.refused.status).send();
    });
  }
  app.setNotFoundHandler((_request, reply) => {
    const known = names.map((name) => `POST /${name}`).join(', ');
    return reply.code(404).type('text/plain').send(`There is no such call here; there is ${known}.\n`);
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500, code } = error;
    const status = statusCode >= 400 && statusCode < 500 ? statusCode : 500;
    if (status === 500) log('error', 'http-failed', { error: error.stack });
    else log('warn', 'http-refused', { status, code });
    return reply
      .code(status)
      .type('text/plain')
      .send(SENTENCES[status] ?? '');
  });
  let drained: Promise<void> | undefined;
  await app.listen({ host, port });
  const bound = app.server.address() as { readonly address: string; readonly port: number };
  const name = bound.address.includes(':') ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${name}:${bound.port}`,
    close() {
      drained ??= drain(app, inWork);
      return drained;
    },
  };
}

const SENTENCES: Readonly<Record<number, string>> = {
  413: 'The request is longer than this server takes.\n',
  415: `Send the COER of the request as ${OCTETS}.\n`,
  500: 'The fault is on this side; the log of the service has it.\n',
};

/** Sent to its end, or cut off. */
const ended = (response: ServerResponse): Promise<unknown> | undefined =>
  response.closed ? undefined : new Promise((done) => response.once('close', done));

/** Ends the server: requests that are whole get their answer, those still being sent are cut off. */
async function drain(app: FastifyInstance, inWork: ReadonlySet<Promise<unknown>>): Promise<void> {
  const closed = app.close();
  while (inWork.size > 0) await Promise.all(inWork);
  app.server.closeAllConnections();
  await closed;
}

/** The answering side of a role that is known only as others see it: what it refuses is refused with the same code. */
export function relay<C extends Calls>(calls: C, role: Role<C>): Send {
  return async (name, octets): Promise<Answer<Uint8Array>> => {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) return { ok: false, refused: { status: 404, code: undefined } };
    const [incoming, out]: [Codec<unknown>, Codec<unknown>] = [coer(call.ask), coer(call.answer)];
    const got = incoming.decode(octets);
    if (!got.ok) {
      const { status, code } = new Refusal('parse', sentence(got.malformed));
      return { ok: false, refused: { status, code } };
    }
    const answer = await (role[name as keyof C] as (value: unknown) => Promise<Answer<unknown>>)(got.value);
    return answer.ok ? { ok: true, value: out.encode(answer.value) } : answer;
  };
}

export interface RemoteOptions {
  readonly fetch?: typeof fetch;
  readonly timeoutSeconds?: number;
  /** Longest answer; the service may be an honest one no more. */
  readonly octetsMax?: number;
}

/**
 * A role at a URL, which cannot be told from one of this process but by this: where nobody answers, a call rejects with
 * an Unanswered. Throws a RangeError for what is no http or https URL.
 */
export function remote<C extends Calls>(calls: C, baseUrl: string, options: RemoteOptions = {}): Role<C> {
  const { fetch: ask = fetch, timeoutSeconds = 30, octetsMax = 67_108_864 } = options;
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!base || !['http:', 'https:'].includes(base.protocol))
    throw new RangeError(`"${baseUrl}" is no URL of a service; write one such as https://ra.example/v3`);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return asker(calls, async (name, octets) => {
    const url = new URL(name, base).href;
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const headers = { 'content-type': OCTETS, accept: OCTETS };
    const body = new Uint8Array(octets);
    try {
      const response = await ask(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      if (response.status !== 200) {
        await response.body?.cancel();
        return { ok: false, refused: { status: response.status, code: codeOf(response.headers.get(HEADER)) } };
      }
      const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
      if (type !== OCTETS) {
        await response.body?.cancel();
        throw new Unanswered(url, `${url} answers with ${type ?? 'no type'}: that is not the service. Check the URL.`);
      }
      return { ok: true, value: await collect(url, response, octetsMax) };
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      if (signal.aborted)
        throw new Unanswered(
          url,
          `${url} gave no answer within ${timeoutSeconds} s. Ask again later; if it stays so, see the log of the service.`,
          error,
        );
      const why = reasonOf(error);
      throw new Unanswered(
        url,
        `${url} cannot be reached (${why}). Check that the service runs and that the URL is the one it says at start.`,
        error,
      );
    }
  });
}

/** `400-43`, or undefined: what a server writes there goes into sentences that people read. */
const codeOf = (header: string | null): string | undefined =>
  header !== null && /^\d{3}-\d{1,4}$/.test(header) ? header : undefined;

async function collect(url: string, response: Response, octetsMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > octetsMax)
      throw new Unanswered(url, `${url} answers with more than ${octetsMax} octets. Ask for less at a time.`);
    parts.push(part);
  }
  return join(parts);
}

/** fetch says "fetch failed" and hides why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = (cause as { readonly code?: unknown }).code;
  return cause.message || (typeof code === 'string' ? code : error.message);
}
