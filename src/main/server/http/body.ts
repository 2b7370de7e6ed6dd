import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../../shared/limits';
import { HttpError } from './answers';

/**
 * Reads a JSON body.
 *
 * @throws HttpError 415 for another content type, 413 past `LIMITS.bodyBytes`, 400 when it is not JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpError(415, 'unsupported_type', 'Content-Type must be application/json');
  }
  const text = (await readBytes(request)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'malformed', 'The body is not valid JSON');
  }
}

/** How much of a body that is too large is read and thrown away, so that its sender gets to read the answer. */
const DISCARDED_BYTES = 8 * LIMITS.bodyBytes;

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LIMITS.bodyBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (size > DISCARDED_BYTES) break;
  }
  if (size <= LIMITS.bodyBytes) return Buffer.concat(chunks, size);
  const message = `A body may have ${LIMITS.bodyBytes} bytes at most`;
  throw new HttpError(413, 'too_large', message, { connection: 'close' });
}
