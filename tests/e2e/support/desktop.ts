import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Message, MessageType, sessionBus, Variant, type MessageBus } from 'dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

interface Icon {
  sender: string;
  path: string;
}

/** One level of a menu, as `GetLayout` of dbusmenu tells it. */
type Layout = [
  id: number,
  properties: Record<string, Variant<string | boolean | undefined>>,
  children: Variant<Layout>[],
];

export interface MenuItem {
  id: number;
  label: string;
  enabled: boolean;
}

/** A session bus with a tray on it, as a desktop has them. */
export class Desktop {
  readonly #icons: Icon[] = [];

  private constructor(
    private readonly daemon: ChildProcess,
    readonly address: string,
    private readonly bus: MessageBus,
  ) {
    bus.addMethodHandler((message: Message) => this.#answer(message));
  }

  static async start(): Promise<Desktop> {
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      daemon.once('error', reject);
      createInterface({ input: daemon.stdout }).once('line', resolve);
    });
    const bus = sessionBus({ busAddress: address });
    await new Promise<void>((resolve) => bus.once('connect', () => resolve()));
    const desktop = new Desktop(daemon, address, bus);
    await bus.requestName(WATCHER, 0);
    return desktop;
  }

  stop(): void {
    this.bus.disconnect();
    this.daemon.kill();
  }

  /** What apps are started with to find this desktop. */
  get env(): Record<string, string> {
    return { DBUS_SESSION_BUS_ADDRESS: this.address };
  }

  get iconCount(): number {
    return this.#icons.length;
  }

  /** The menu of the newest icon, from the top. */
  async menu(): Promise<MenuItem[]> {
    const icon = this.#newest();
    const path = await this.#menuPath(icon);
    const [, [, , children]] = await this.#call<[number, Layout]>(
      icon.sender,
      path,
      MENU,
      'GetLayout',
      'iias',
      [0, -1, []],
    );
    return children.map(({ value: [id, properties] }) => ({
      id,
      label: String(properties['label']?.value ?? '').replaceAll('_', ''),
      enabled: properties['enabled']?.value !== false,
    }));
  }

  /** Clicks the item with this label, as the desktop's panel does. */
  async click(label: string): Promise<void> {
    const item = (await this.menu()).find((candidate) => candidate.label === label);
    if (!item) throw new Error(`The tray's menu has no "${label}"`);
    const icon = this.#newest();
    const data = new Variant('i', 0);
    const path = await this.#menuPath(icon);
    await this.#call(icon.sender, path, MENU, 'Event', 'isvu', [item.id, 'clicked', data, 0]);
  }

  /** Clicks the icon itself. */
  async activate(): Promise<void> {
    const { sender, path } = this.#newest();
    await this.#call(sender, path, ITEM, 'Activate', 'ii', [0, 0]);
  }

  async tooltip(): Promise<string> {
    const { sender, path } = this.#newest();
    const value = await this.#property<[string, unknown, string, string]>(sender, path, ITEM, 'ToolTip');
    return value[2];
  }

  /** The icon's picture as the panel gets it. */
  async picture(): Promise<Buffer> {
    const { sender, path } = this.#newest();
    const value = await this.#property<[number, number, Buffer][]>(sender, path, ITEM, 'IconPixmap');
    return Buffer.from(value[0]?.[2] ?? []);
  }

  #newest(): Icon {
    const icon = this.#icons.at(-1);
    if (!icon) throw new Error('No icon is in the tray yet');
    return icon;
  }

  #menuPath({ sender, path }: Icon): Promise<string> {
    return this.#property<string>(sender, path, ITEM, 'Menu');
  }

  async #property<Value>(destination: string, path: string, item: string, name: string): Promise<Value> {
    const [variant] = await this.#call<[Variant<Value>]>(destination, path, PROPERTIES, 'Get', 'ss', [
      item,
      name,
    ]);
    return variant.value;
  }

  async #call<Answer>(
    destination: string,
    path: string,
    called: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<Answer> {
    const message = new Message({
      type: MessageType.METHOD_CALL,
      destination,
      path,
      interface: called,
      member,
      signature,
      body,
    });
    const answer = await this.bus.call(message);
    return answer?.body as Answer;
  }

  /** Plays the watcher, with whom icons register. */
  #answer(message: Message): boolean {
    if (message.interface === WATCHER && message.member === 'RegisterStatusNotifierItem') {
      const [name] = message.body as [string];
      const path = name.startsWith('/') ? name : '/StatusNotifierItem';
      this.#icons.push({ sender: message.sender, path });
      this.bus.send(Message.newMethodReturn(message));
      return true;
    }
    if (message.interface === PROPERTIES && message.member === 'Get') {
      this.bus.send(Message.newMethodReturn(message, 'v', [new Variant('b', true)]));
      return true;
    }
    return false;
  }
}
