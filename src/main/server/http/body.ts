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

// By its events: a stream's async iterator costs as much as all the rest of a small request.
function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      const message = `A body may have ${LIMITS.bodyBytes} bytes at most`;
      reject(new HttpError(413, 'too_large', message, { connection: 'close' }));
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LIMITS.bodyBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > DISCARDED_BYTES) tooLarge();
    });
    request.on('end', () => (size > LIMITS.bodyBytes ? tooLarge() : resolve(joined(chunks, size))));
    request.on('error', reject);
  });
}

function joined(chunks: Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks, size);
}
