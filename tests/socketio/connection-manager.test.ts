import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { ConnectionManager, type Connection } from '../../src/main/server/connection-manager';

class ConnectionDouble extends EventEmitter implements Connection {
  readonly nsp: { readonly name: string };

  constructor(
    readonly id: string,
    namespace = '/stream',
  ) {
    super();
    this.nsp = { name: namespace };
  }
}

describe('ConnectionManager', { tags: 'critical' }, () => {
  test('manager list tells namespace, time and lag of who is there', () => {
    const connections = new ConnectionManager(() => undefined);
    const before = Date.now();
    connections.add(new ConnectionDouble('a'));
    connections.add(new ConnectionDouble('b', '/tools'));
    let position = 3;
    connections.follow('a', () => position);
    const [stream, tools] = connections.list(10);
    expect(stream).toMatchObject({ id: 'a', namespace: '/stream', lag: 7 });
    expect(tools).toMatchObject({ id: 'b', namespace: '/tools', lag: null });
    expect(stream!.connected_at).toBeGreaterThanOrEqual(before);
    position = 10;
    expect(connections.list(10)[0]!.lag).toBe(0);
  });

  test('manager forgets who disconnects and goes on counting', () => {
    const connections = new ConnectionManager(() => undefined);
    const [first, second] = [new ConnectionDouble('a'), new ConnectionDouble('b')];
    connections.add(first);
    connections.add(second);
    first.emit('disconnect');
    expect(connections.connected).toBe(1);
    expect(connections.total).toBe(2);
    expect(connections.list(0).map(({ id }) => id)).toEqual(['b']);
  });

  test('manager tells when a client has come and when it has gone', () => {
    const told: number[] = [];
    const connections = new ConnectionManager(() => told.push(connections.connected));
    const client = new ConnectionDouble('a');
    connections.add(client);
    client.emit('disconnect');
    expect(told).toEqual([1, 0]);
  });
});
