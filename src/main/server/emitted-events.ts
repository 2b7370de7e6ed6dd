import type { Server, Socket } from 'socket.io';
import type { EmitAnswer, PlainClientEvents } from '../../shared/sockets';
import type { TokenCheck } from './auth';
import type { SourceLimit } from './http/source-limit';
import { RefusedEvent, type Ingest } from './ingest';
import type { Logger } from './logger';

const NAMESPACES = ['/', '/stream'];
/** Under which the events of clients without the token are counted, as those of HTTP are under their route. */
const ROUTE = '/socket.io';

/** Takes in what clients of Socket.IO emit as `event`, by the rules of what is posted. */
export class EmittedEvents {
  constructor(
    private readonly ingest: Ingest,
    private readonly token: TokenCheck,
    private readonly limit: SourceLimit,
    private readonly requireToken: boolean,
    private readonly logger: Logger,
  ) {}

  attach(io: Server): void {
    for (const namespace of NAMESPACES) {
      io.of(namespace).on('connection', (socket: Socket<PlainClientEvents>) => {
        socket.on('event', async (payload, answer) => {
          const result = await this.#take(socket, payload);
          if (typeof answer === 'function') answer(result);
        });
      });
    }
  }

  async #take({ handshake }: Socket, payload: unknown): Promise<EmitAnswer> {
    const trusted = this.token.matches(handshake.auth['token']);
    if (!trusted && this.requireToken) return refusal('unauthorized', 'Events are taken with the token only');
    try {
      if (!trusted) this.limit.take(handshake.address, ROUTE);
      return { accepted: 1, seq: await this.ingest.event(payload, trusted) };
    } catch (error) {
      if (error instanceof RefusedEvent) return refusal(error.reason, error.message);
      this.logger.error({ kind: (error as Error).name }, 'emit failed');
      return refusal('internal', 'The server failed at this event');
    }
  }
}

function refusal(code: string, message: string): EmitAnswer {
  return { error: { code, message } };
}
