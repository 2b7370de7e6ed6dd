import { z } from 'zod';
import {
  agentIdSchema,
  agreedPlanSchema,
  hookActionSchema,
  type AgentId,
  type AgentStatus,
  type AgreedPlan,
  type HookAction,
  type HookPlan,
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

/** Requests from the window to the main process: name → answer. */
export interface IpcRequests {
  'app:info': AppInfo;
  'server:endpoint': Endpoint;
  'server:status': ServerStatus;
  'server:start': ServerStatus;
  'server:stop': ServerStatus;
  /** Plays the sample session into the running server; true once it has begun. */
  'demo:play': boolean;
  'hooks:list': AgentStatus[];
  /** Fails with a message for the user where an agent cannot be connected. */
  'hooks:plan': HookPlan;
  /** Does what was shown, and fails in the same way. */
  'hooks:apply': AgentStatus;
}

/** What requests bring along. Those that are not named here bring nothing. */
export const ipcArguments = {
  'hooks:plan': z.tuple([agentIdSchema, hookActionSchema]),
  'hooks:apply': z.tuple([agreedPlanSchema]),
} satisfies Partial<Record<keyof IpcRequests, z.ZodTuple>>;

/** The arguments of a request. */
export type IpcArguments<Channel extends keyof IpcRequests> = Channel extends keyof typeof ipcArguments
  ? z.infer<(typeof ipcArguments)[Channel]>
  : [];

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
  planHooks(agent: AgentId, action: HookAction): Promise<HookPlan>;
  applyHooks(plan: AgreedPlan): Promise<AgentStatus>;
  /** Calls `listener` at each change of the server's state; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void;
}
