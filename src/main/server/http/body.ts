import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../../shared/limits';
import { HttpError, RETRY_AFTER } from './answers';

const JSON_NAME = 'application/json';
/** How much of a body that is refused is read and thrown away, so that its sender gets to read the answer. */
const DISCARDED_BYTES = 8 * LIMITS.bodyBytes;

/** A JSON body: its text as it was sent, and what it says. */
export interface JsonBody {
  text: string;
  value: unknown;
}

/** Reads the bodies of requests, and bounds what all of them together hold in memory. */
export class BodyReader {
  #held = 0;

  /**
   * Reads a JSON body.
   *
   * @throws HttpError 415 for another content type, 413 past `LIMITS.bodyBytes`, 503 while others fill
   *   `LIMITS.bodiesBytes`, 400 when it is not JSON
   */
  // By the request's events: a stream's async iterator costs as much as all the rest of a small request.
  json(request: IncomingMessage): Promise<JsonBody> {
    return new Promise((resolve, reject) => {
      requireJson(request);
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
      request.on('end', () => {
        if (refusal) return reject(refusal);
        const text = joined(chunks, size).toString('utf8');
        try {
          resolve({ text, value: JSON.parse(text) });
        } catch {
          reject(new HttpError(400, 'malformed', 'The body is not valid JSON'));
        }
      });
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

function requireJson({ headers }: IncomingMessage): void {
  const given = headers['content-type'];
  if (given === JSON_NAME) return;
  const type = given?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === JSON_NAME) return;
  throw new HttpError(415, 'unsupported_type', `Content-Type must be ${JSON_NAME}`);
}

function joined(chunks: Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks, size);
}
