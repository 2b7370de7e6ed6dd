import { Encoder, PacketType, type Packet } from 'socket.io-parser';

/** JSON that is text already: it goes into a packet as it is. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** What the server emits for events that clients receive as JSON of some type: their text, and what follows it. */
export type AsText<Events> = {
  [Name in keyof Events]: Events[Name] extends (first: infer _First, ...rest: infer Rest) => void
    ? (first: JsonText, ...rest: Rest) => void
    : never;
};

/**
 * Socket.IO's encoder, but for packets whose first argument is a `JsonText`: those are put together from texts, so that
 * nothing is serialised a second time for a namespace, a client or a page.
 */
export class PacketEncoder extends Encoder {
  override encode(packet: Packet): (string | Buffer)[] {
    const [name, first, ...rest] = packet.type === PacketType.EVENT ? (packet.data as unknown[]) : [];
    if (!(first instanceof JsonText)) return super.encode(packet) as (string | Buffer)[];
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
    const others = rest.map((argument) => `,${JSON.stringify(argument)}`).join('');
    return [`${PacketType.EVENT}${namespace}[${JSON.stringify(name)},${first.text}${others}]`];
  }
}
