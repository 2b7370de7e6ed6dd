import { z } from 'zod';
import {
  agreedPlanSchema,
  hookRequestSchema,
  type AgentStatus,
  type AgreedPlan,
  type HookPlan,
  type HookRequest,
} from './hooks';

/** Where the server stands, as tray and window show it. */
export interface ServerStatus {
  state: 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  /** Set while running. */
  port: number | null;
  /** What the user should know: another port than usual was taken, or why the server could not start. */
  notice: string | null;
}

/** What the window's socket needs. Null while the server does not run. */
export type Endpoint = { url: string; token: string } | null;

export interface AppInfo {
  version: string;
  platform: string;
  home: string;
}

/** What a request that takes no argument is given. */
const nothing = z.undefined();

/** Requests from the window to the main process, by channel: the schema of the one argument. */
export const ipcArguments = {
  'app:info': nothing,
  'server:endpoint': nothing,
  'server:status': nothing,
  'server:start': nothing,
  'server:stop': nothing,
  'demo:play': nothing,
  'hooks:list': nothing,
  'hooks:plan': hookRequestSchema,
  'hooks:apply': agreedPlanSchema,
} satisfies Record<keyof IpcAnswers, z.ZodType>;

/** What the main process answers to each of them. */
export interface IpcAnswers {
  'app:info': AppInfo;
  'server:endpoint': Endpoint;
  'server:status': ServerStatus;
  'server:start': ServerStatus;
  'server:stop': ServerStatus;
  /** Plays the sample session into the running server; true once it has begun. */
  'demo:play': boolean;
  /** How the agents on this machine stand. */
  'hooks:list': AgentStatus[];
  /** What connecting an agent, or disconnecting it, would change. Fails, in words, where that cannot be done. */
  'hooks:plan': HookPlan;
  /** Does what was planned, and fails in the same way. */
  'hooks:apply': AgentStatus;
}

export type IpcChannel = keyof IpcAnswers;
/** The arguments as they are sent, and as handlers get them from the schema. */
export type IpcInputs = { [Channel in IpcChannel]: z.input<(typeof ipcArguments)[Channel]> };
export type IpcOutputs = { [Channel in IpcChannel]: z.output<(typeof ipcArguments)[Channel]> };

/** Messages from the main process to the window: name → content. */
export interface IpcMessages {
  'server:changed': ServerStatus;
}

/** What the preload script puts on `window.tooltrail`. */
export interface Bridge {
  info(): Promise<AppInfo>;
  endpoint(): Promise<Endpoint>;
  status(): Promise<ServerStatus>;
  start(): Promise<ServerStatus>;
  stop(): Promise<ServerStatus>;
  playDemo(): Promise<boolean>;
  agents(): Promise<AgentStatus[]>;
  planHooks(request: HookRequest): Promise<HookPlan>;
  applyHooks(plan: AgreedPlan): Promise<AgentStatus>;
  /** Calls `listener` at each change of the server's state; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void;
}
