import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../../shared/limits';
import { HttpError, RETRY_AFTER } from './answers';

/** How much of a body that is refused is read and thrown away, so that its sender gets to read the answer. */
const DISCARDED_BYTES = 8 * LIMITS.bodyBytes;

/** Reads the bodies of requests, and bounds what all of them together hold in memory. */
export class BodyReader {
  #held = 0;

  /**
   * Reads a JSON body.
   *
   * @throws HttpError 415 for another content type, 413 past `LIMITS.bodyBytes`, 503 while others fill
   *   `LIMITS.bodiesBytes`, 400 when it is not JSON
   */
  async json(request: IncomingMessage): Promise<unknown> {
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      throw new HttpError(415, 'unsupported_type', 'Content-Type must be application/json');
    }
    const text = (await this.#bytes(request)).toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      throw new HttpError(400, 'malformed', 'The body is not valid JSON');
    }
  }

  // By its events: a stream's async iterator costs as much as all the rest of a small request.
  #bytes(request: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      let size = 0;
      let held = 0;
      let refusal: HttpError | null = null;
      const letGo = () => {
        chunks = [];
        this.#held -= held;
        held = 0;
      };
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        refusal ??= this.#refusal(size, chunk.length);
        if (refusal) {
          letGo();
          if (size > DISCARDED_BYTES) reject(refusal);
          return;
        }
        chunks.push(chunk);
        held += chunk.length;
        this.#held += chunk.length;
      });
      request.on('end', () => (refusal ? reject(refusal) : resolve(joined(chunks, size))));
      request.on('error', reject);
      request.on('close', letGo);
    });
  }

  #refusal(size: number, more: number): HttpError | null {
    if (size > LIMITS.bodyBytes) {
      const message = `A body may have ${LIMITS.bodyBytes} bytes at most`;
      return new HttpError(413, 'too_large', message, { connection: 'close' });
    }
    if (this.#held + more <= LIMITS.bodiesBytes) return null;
    return new HttpError(503, 'overloaded', 'Too much is being sent at once; try again', {
      'retry-after': RETRY_AFTER,
    });
  }
}

function joined(chunks: Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks, size);
}
