import { LIMITS } from '../../shared/limits';

/**
 * The name of the first field of what a client of Socket.IO emitted that is binary, such as `data.image`, and 'An event'
 * where that is the whole; null where all is JSON. Below `LIMITS.nesting` nobody looks: that is refused anyway.
 */
export function binaryField(payload: unknown): string | null {
  const path = pathToBinary(payload, LIMITS.nesting);
  return path && (path.length > 0 ? path.join('.') : 'An event');
}

function pathToBinary(value: unknown, levels: number): string[] | null {
  if (Buffer.isBuffer(value)) return [];
  if (typeof value !== 'object' || value === null || levels === 0) return null;
  // Nothing is made of the items of an array, which may be millions.
  for (const [name, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const path = pathToBinary(inner, levels - 1);
    if (path) return [String(name), ...path];
  }
  return null;
}
