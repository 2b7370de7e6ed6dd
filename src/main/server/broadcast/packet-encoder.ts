import { Encoder, PacketType, type Packet } from 'socket.io-parser';

/** JSON that is written already: it goes into a packet as it is. */
export class JsonText {
  /** @param content the text, or that text as UTF-8 */
  constructor(private readonly content: string | Uint8Array) {}

  get text(): string {
    return typeof this.content === 'string' ? this.content : utf8.decode(this.content);
  }

  /** What is put together as UTF-8 from `before`, this and `after`. */
  bytesBetween(before: string, after: string): Buffer {
    if (typeof this.content === 'string') return Buffer.from(`${before}${this.content}${after}`);
    return Buffer.concat([Buffer.from(before), this.content, Buffer.from(after)]);
  }
}

const utf8 = new TextDecoder();

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
    const [before, after] = aroundFirst(packet.nsp, name as string, rest);
    return [before + first.text + after];
  }
}

/** What an event's packet has before and after its first argument. */
export function aroundFirst(
  namespace: string,
  name: string,
  rest: unknown[],
): [before: string, after: string] {
  const where = namespace === '/' ? '' : `${namespace},`;
  const others = rest.map((argument) => `,${JSON.stringify(argument)}`).join('');
  return [`${PacketType.EVENT}${where}[${JSON.stringify(name)},`, `${others}]`];
}
