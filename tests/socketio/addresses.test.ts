import { describe, expect, test } from 'vitest';
import { addressesFor, hostProblem, isLoopback } from '../../src/main/server/addresses';

describe('addresses', { tags: 'critical' }, () => {
  test.each(['127.0.0.1', '::1', 'localhost'])(
    'address %s is loopback, and is listened to on both',
    (host) => {
      expect(isLoopback(host)).toBe(true);
      expect(hostProblem(host, false)).toBeNull();
      expect(addressesFor(host)).toEqual(['127.0.0.1', '::1']);
    },
  );

  test.each(['0', '0x0', '*', '::0', '127.0.0.2', '0.0.0.0', '::', ''])(
    'address %j needs access from outside to be allowed',
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(hostProblem(host, false)).toContain('outsideAccess must allow');
    },
  );

  test.each(['example.org', '0', '*', ''])('address %j is none in numbers', (host) => {
    expect(hostProblem(host, true)).toContain('in numbers');
  });

  test.each([
    ['0.0.0.0', ['0.0.0.0', '::1']],
    ['::', ['::']],
    ['192.0.2.7', ['127.0.0.1', '::1', '192.0.2.7']],
  ])('address %s is listened to, and loopback with it', (host, expected) => {
    expect(hostProblem(host, true)).toBeNull();
    expect(addressesFor(host)).toEqual(expected);
  });
});
