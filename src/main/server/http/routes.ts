import type { IncomingMessage, ServerResponse } from 'node:http';
import { DROP_REASONS, type DropReason } from '../../../shared/stats';
import { refusalOf, tokenOf, type TokenCheck } from '../auth';
import { RefusedEvent, type Ingest, type IngestResult } from '../ingest';
import type { Logger } from '../logger';
import { HOOK_AGENTS, isHookAgent } from '../normalize';
import type { Stats } from '../stats';
import { HttpError, JSON_TYPE, RETRY_AFTER, sendError, sendJson, sendNothing, sendText } from './answers';
import { BodyReader } from './body';
import { allowWindow } from './cors';
import { historyQuerySchema } from './history-query';
import { pathOf, queryOf } from './path';
import type { SourceLimit } from './source-limit';
import type { Views } from './views';

export interface HttpOptions {
  /** The port that requests must name as their Host; known once the server listens. */
  port: () => number;
  requireToken: boolean;
  /** Other machines may reach the server: then nothing goes without the token. */
  outsideAccess: boolean;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
type Route = Partial<Record<'GET' | 'POST', Handler>>;

const STATUS_OF: Partial<Record<DropReason, number>> = {
  too_many: 413,
  too_large: 413,
  rate_limited: 429,
  overloaded: 503,
  not_stored: 503,
};

/** The HTTP side of the server: what may come in, by which route, and how it is answered. */
export class HttpRoutes {
  readonly #routes: Map<string, Route>;
  readonly #hooks: Route;
  readonly #bodies = new BodyReader();

  constructor(
    private readonly ingest: Ingest,
    private readonly views: Views,
    private readonly token: TokenCheck,
    private readonly limit: SourceLimit,
    private readonly stats: Stats,
    private readonly options: HttpOptions,
    private readonly logger: Logger,
  ) {
    this.#hooks = { POST: this.#postHook };
    this.#routes = new Map<string, Route>([
      ['/health', { GET: (_request, response) => sendJson(response, 200, views.health()) }],
      ['/api/events', { GET: this.#reading(this.#history), POST: this.#postEvents }],
      [
        '/api/sessions',
        { GET: this.#reading(async (_request, response) => sendJson(response, 200, await views.sessions())) },
      ],
      ['/api/stats', { GET: this.#reading((_request, response) => sendJson(response, 200, views.stats())) }],
      ['/metrics', { GET: this.#reading((_request, response) => this.#metrics(response)) }],
    ]);
  }

  /** Serves one request; never throws. */
  readonly handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await this.#serve(request, response);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      this.#fail(response, error);
    }
  };

  #serve(request: IncomingMessage, response: ServerResponse): void | Promise<void> {
    const refusal = refusalOf(request, this.options.port(), this.token);
    if (refusal) throw new HttpError(403, 'forbidden', refusal);
    if (allowWindow(request, response)) return;
    if (this.options.outsideAccess && !this.token.matches(tokenOf(request))) throw unauthorized();
    const route = this.#routeOf(pathOf(request));
    if (!route) throw new HttpError(404, 'not_found', 'There is nothing at this address');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handler = method === 'GET' || method === 'POST' ? route[method] : undefined;
    if (!handler) {
      const allow = Object.keys(route).join(', ');
      throw new HttpError(405, 'method_not_allowed', `This address takes ${allow}`, { allow });
    }
    return handler(request, response);
  }

  #routeOf(path: string): Route | undefined {
    if (!path.startsWith(HOOKS)) return this.#routes.get(path);
    const agent = path.slice(HOOKS.length);
    return agent === '' || agent.includes('/') ? undefined : this.#hooks;
  }

  readonly #postHook = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const agent = pathOf(request).slice(HOOKS.length);
    const id = idOf(request);
    // Whatever the answer, the forwarder knows by this that a Tooltrail gave it.
    if (id !== undefined) response.setHeader(ID_HEADER, id);
    if (!isHookAgent(agent)) {
      throw new HttpError(404, 'not_found', `No such agent; known are ${HOOK_AGENTS.join(', ')}`);
    }
    const trusted = this.#trusted(request);
    const body = await this.#bodies.json(request);
    await this.ingest.hook(agent, body.value, trusted, { id, text: body.text });
    sendNothing(response);
  };

  readonly #postEvents: Handler = async (request, response) => {
    const trusted = this.#trusted(request);
    const { text, value } = await this.#bodies.json(request);
    if (!Array.isArray(value)) {
      await this.ingest.event(value, trusted, text);
      sendNothing(response);
      return;
    }
    if (!trusted) this.limit.charge(request.socket.remoteAddress, pathOf(request), value.length - 1);
    const result = await this.ingest.events(value, trusted, text);
    if (result.rejected.length === 0) sendNothing(response);
    else sendJson(response, 400, partlyTaken(result));
  };

  readonly #history = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const query = Object.fromEntries(new URLSearchParams(queryOf(request)));
    const parsed = historyQuerySchema.safeParse(query);
    if (!parsed.success) throw new HttpError(400, 'malformed', queryProblem(parsed.error.issues[0]));
    sendText(response, 200, JSON_TYPE, await this.views.history(parsed.data));
  };

  #metrics(response: ServerResponse): void {
    sendText(response, 200, 'text/plain; version=0.0.4; charset=utf-8', this.views.metrics());
  }

  /** Wraps a handler that only the holder of the token may reach. */
  #reading(handler: Handler): Handler {
    return (request, response) => {
      if (!this.token.matches(tokenOf(request))) throw unauthorized();
      return handler(request, response);
    };
  }

  /** Whether events of this request are trusted. A wrong token is refused rather than passed over. */
  #trusted(request: IncomingMessage): boolean {
    const token = tokenOf(request);
    if (token === null && !this.options.requireToken) {
      this.limit.take(request.socket.remoteAddress, pathOf(request));
      return false;
    }
    if (!this.token.matches(token)) throw unauthorized();
    return true;
  }

  #fail(response: ServerResponse, error: unknown): void {
    const answer = this.#answerTo(error);
    if (response.headersSent) response.destroy();
    else sendError(response, answer);
  }

  #answerTo(error: unknown): HttpError {
    if (error instanceof RefusedEvent) {
      const status = STATUS_OF[error.reason] ?? 400;
      const seconds = error.retryAfter?.toString() ?? (status === 503 ? RETRY_AFTER : null);
      const headers = seconds === null ? {} : { 'retry-after': seconds };
      return new HttpError(status, error.reason, error.message, headers);
    }
    if (error instanceof HttpError) {
      const reason = DROP_REASONS.find((known) => known === error.code);
      if (reason) this.stats.drop(reason);
      return error;
    }
    this.logger.error({ kind: (error as Error).name }, 'request failed');
    return new HttpError(500, 'internal', 'The server failed at this request');
  }
}

/** Where hooks go, followed by their agent's name. */
const HOOKS = '/hooks/';

/** The idempotency key that the forwarder gives a payload. */
const ID_HEADER = 'x-tooltrail-id';

function idOf(request: IncomingMessage): string | undefined {
  const id = request.headers[ID_HEADER];
  if (id === undefined) return undefined;
  if (typeof id === 'string' && /^[\w.-]{1,128}$/.test(id)) return id;
  const message = 'X-Tooltrail-Id must be 1 to 128 letters, digits, dots, dashes or underscores';
  throw new HttpError(400, 'malformed', message);
}

const unauthorized = () =>
  new HttpError(401, 'unauthorized', 'This needs the token from server.json, as Authorization: Bearer …', {
    'www-authenticate': 'Bearer',
  });

function partlyTaken({ accepted, rejected }: IngestResult) {
  const message = `${rejected.length} of ${accepted + rejected.length} events were refused`;
  return { accepted, rejected, error: { code: 'malformed', message } };
}

function queryProblem(issue: { code: string; path: PropertyKey[]; keys?: string[] } | undefined): string {
  const known = Object.keys(historyQuerySchema.shape).join(', ');
  const key = String(issue?.path[0] ?? issue?.keys?.[0]);
  if (issue?.code === 'unrecognized_keys') return `Unknown parameter "${key}"; known are ${known}`;
  const schema = historyQuerySchema.shape[key as keyof typeof historyQuerySchema.shape];
  return `${key} must be ${schema.description}`;
}
