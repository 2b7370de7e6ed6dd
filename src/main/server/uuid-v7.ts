import { randomUUID } from 'node:crypto';

/** Digits of the time in a UUID of version 7. */
const TIME_DIGITS = 12;

/** A new UUID of version 7 (RFC 9562): it begins with the time in ms, and the rest is random. */
export function uuidV7(): string {
  const time = Date.now().toString(16).padStart(TIME_DIGITS, '0');
  // Both versions have the variant and what follows it in the same place.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
