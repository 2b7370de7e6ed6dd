import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HOOK_AGENTS } from '../../../src/main/server/normalize';
import { LIMITS } from '../../../src/shared/limits';
import { loadSample, SAMPLE_NAMES, SAMPLES, type Payload } from '../samples';
import { mutateBytes, mutateValue } from './mutate';
import type { Random } from './random';

/** Requests worth keeping: what once went wrong, and what is likely to. */
const CORPUS = join(import.meta.dirname, '../../fixtures/fuzz');
const SHARE_OF_LARGE = 0.0005;

/** A post as it goes to the server. */
export interface FuzzRequest {
  path: string;
  body: Buffer;
  /** With the token. */
  trusted: boolean;
  headers: Record<string, string>;
}

/** How a request is kept in a file: its body as text where it is text. */
const keptSchema = z.strictObject({
  path: z.string(),
  trusted: z.boolean(),
  headers: z.record(z.string(), z.string()),
  text: z.string().optional(),
  base64: z.string().optional(),
});

export function corpus(): FuzzRequest[] {
  return readdirSync(CORPUS).map((name) => {
    const kept = keptSchema.parse(JSON.parse(readFileSync(join(CORPUS, name), 'utf8')));
    const { text, base64 = '', ...request } = kept;
    return { ...request, body: text === undefined ? Buffer.from(base64, 'base64') : Buffer.from(text) };
  });
}

/** A request as a file of the corpus. */
export function kept({ body, ...request }: FuzzRequest): string {
  const text = body.toString('utf8');
  const isText = Buffer.from(text).equals(body);
  const content = isText ? { text } : { base64: body.toString('base64') };
  return `${JSON.stringify({ ...request, ...content }, null, 2)}\n`;
}

const PAYLOADS: readonly { agent: string; payload: Payload }[] = SAMPLE_NAMES.flatMap((name) =>
  loadSample(name).map((payload) => ({ agent: SAMPLES[name].agent, payload })),
);
const VALUES = PAYLOADS.flatMap(({ payload }) => Object.values(payload));
const PLAIN: readonly Payload[] = [
  {
    type: 'deploy',
    session_id: 's',
    tool: 't',
    tool_use_id: 'u',
    timestamp: 1732300000,
    data: { a: [1, 2] },
  },
  { event: 'claude_event', type: 'hook', subtype: 'pre_tool', source: 'hook', session_id: 's', data: {} },
];

/** A request made from recorded payloads with something about it changed. */
export function fuzzRequest(random: Random): FuzzRequest {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (random.chance(0.1)) headers['x-tooltrail-id'] = `fuzz-${random.below(1000)}`;
  if (random.chance(0.01))
    headers['content-type'] = random.pick(['text/plain', 'application/json; charset=x']);
  const { path, value } = random.chance(0.6) ? hook(random) : events(random);
  return { path, body: bodyOf(random, value), trusted: random.chance(0.9), headers };
}

/** A payload for clients of Socket.IO. */
export function fuzzPayload(random: Random): unknown {
  return mutateValue(random, random.pick(PLAIN), VALUES);
}

function hook(random: Random): { path: string; value: unknown } {
  const { agent, payload } = random.pick(PAYLOADS);
  const sentAs = random.chance(0.1) ? random.pick([...HOOK_AGENTS, 'nobody', '%00']) : agent;
  return { path: `/hooks/${sentAs}`, value: mutateValue(random, payload, VALUES) };
}

function events(random: Random): { path: string; value: unknown } {
  const one = () => (random.chance(0.3) ? random.pick(PLAIN) : fuzzPayload(random));
  const value = random.chance(0.5) ? one() : Array.from({ length: random.below(20) }, one);
  return { path: '/api/events', value };
}

function bodyOf(random: Random, value: unknown): Buffer {
  if (random.chance(SHARE_OF_LARGE)) return Buffer.alloc(LIMITS.bodyBytes + random.below(100), '"');
  const bytes = Buffer.from(JSON.stringify(value));
  if (random.chance(0.7)) return bytes;
  return mutateBytes(random, bytes, Buffer.from(JSON.stringify(random.pick(PAYLOADS).payload)));
}
