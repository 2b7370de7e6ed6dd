import WebSocket from 'ws';

export type StreamEvent = Record<string, unknown> & { seq: number };
type Answer = { epoch: string; from: number; reset: boolean; error?: never } | { error: object };

/** A client of `/stream` from docs/protocol.md alone: each event once and in order, over lost connections too. */
export class StrangerClient {
  private kept = { after: 0, epoch: null as string | null };
  private question = 0;
  private following = false;
  private socket?: WebSocket;
  private retry?: NodeJS.Timeout;

  constructor(
    private url: string,
    private token: string,
    private onEvent: (event: StreamEvent) => void,
    private onReset = (): void => undefined,
  ) {}
  connect(): void {
    const socket = (this.socket = new WebSocket(`${this.url}/socket.io/?EIO=4&transport=websocket`));
    socket.on('message', (data: Buffer) => this.receive(data.toString()));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => (this.retry = setTimeout(() => this.connect(), 200)));
  }
  close(): void {
    this.following = false;
    clearTimeout(this.retry);
    this.socket?.removeAllListeners('close').close();
  }
  private receive(frame: string): void {
    const [, code = '', answers, body = ''] = /^(\d+?)(?:\/stream,(\d*))?([[{].*)?$/s.exec(frame) ?? [];
    if (code === '0') this.socket?.send(`40/stream,${JSON.stringify({ token: this.token })}`);
    else if (code === '2') this.socket?.send('3');
    else if (code === '40') this.subscribe();
    else if (code === '43' && answers === `${this.question}`) this.begin((JSON.parse(body) as [Answer])[0]);
    else if (code === '42' && this.following) this.batch(JSON.parse(body) as [string, StreamEvent[]]);
    else if (['1', '41', '44'].includes(code)) this.socket?.close();
  }
  private subscribe(): void {
    this.following = false; // What arrives before the answer is void.
    this.socket?.send(`42/stream,${++this.question}["subscribe",${JSON.stringify(this.kept)}]`);
  }
  private begin(answer: Answer): void {
    if (answer.error) return this.socket?.close();
    if (answer.reset) this.onReset();
    this.kept = { after: answer.from - 1, epoch: answer.epoch };
    this.following = true;
  }
  private batch([, events, asked]: [string, StreamEvent[], boolean?]): void {
    for (const event of events) {
      if (!this.following) return;
      if (event.seq !== this.kept.after + 1) return this.subscribe();
      this.onEvent(event);
      this.kept.after = event.seq;
    }
    if (asked) this.socket?.send(`42/stream,["ack",${this.kept.after}]`);
  }
}
