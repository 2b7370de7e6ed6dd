import { z } from 'zod';
import { exportRequestSchema, type ExportRequest, type Job } from './jobs';
import { editorRequest, type EditorAnswer, type EditorRequest } from './editor';
import type { Destination } from './destination';
import {
  settingKeySchema,
  settingsChangeSchema,
  type SettingKey,
  type SettingsChange,
  type SettingsState,
} from './settings';
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
  /** `attached`: another process serves this home, and this one is its client. */
  state: 'starting' | 'running' | 'attached' | 'stopping' | 'stopped' | 'failed';
  /** Set while running or attached. */
  port: number | null;
  /** What the user should know: another port than usual was taken, or why the server could not start. */
  notice: string | null;
}

/** What the window's socket needs. Null while the server does not run. */
export type Endpoint = { url: string; token: string } | null;

/** The newest events of the journal, from before the server runs. */
export interface FirstLook {
  /** Names the journal, as the server will. */
  epoch: string;
  /** Some events at least, oldest first, none missing between them: the text of a JSON array. */
  events: string;
}

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
  'server:rotate-token': nothing,
  'demo:play': nothing,
  'export:start': exportRequestSchema,
  'import:start': nothing,
  'journal:compact': nothing,
  'job:list': nothing,
  'job:cancel': z.int(),
  'editor:open': editorRequest,
  'server:restart': nothing,
  'app:notices': nothing,
  'app:first-look': nothing,
  'app:destination': nothing,
  'settings:read': nothing,
  'settings:change': settingsChangeSchema,
  'settings:reset': z.array(settingKeySchema),
  'logs:reveal': nothing,
  'diagnostics:copy': nothing,
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
  'server:restart': ServerStatus;
  /** Makes the former token worthless; the window comes back with the new one. */
  'server:rotate-token': ServerStatus;
  /** Plays the sample session into the running server; true once it has begun. */
  'demo:play': boolean;
  /**
   * The ids of jobs that have begun, which fail at once where the server does not run in this process; null where the
   * user chose no file.
   */
  'export:start': number | null;
  'import:start': number | null;
  'journal:compact': number;
  'job:list': Job[];
  /** False where no job of this id runs. */
  'job:cancel': boolean;
  /** Opens a file in the user's editor. */
  'editor:open': EditorAnswer;
  /** What happened before the page was there and the user should know; each is told once. */
  'app:notices': string[];
  /** What the first page can show before there is a server; told once. Null where that is nothing. */
  'app:first-look': FirstLook | null;
  /** Where the window was led to meanwhile; told once. */
  'app:destination': Destination | null;
  'settings:read': SettingsState;
  'settings:change': SettingsState;
  'settings:reset': SettingsState;
  'logs:reveal': null;
  /** Puts the report into the clipboard, and answers it. */
  'diagnostics:copy': string;
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
  'job:changed': Job;
  'settings:changed': SettingsState;
  /** There is an `app:destination` to go to. */
  'app:navigate': null;
  /** The machine woke up: what timers wait for is long due. */
  'app:awake': null;
}

/** What the preload script puts on `window.tooltrail`. */
export interface Bridge {
  info(): Promise<AppInfo>;
  firstLook(): Promise<FirstLook | null>;
  endpoint(): Promise<Endpoint>;
  status(): Promise<ServerStatus>;
  start(): Promise<ServerStatus>;
  stop(): Promise<ServerStatus>;
  restart(): Promise<ServerStatus>;
  rotateToken(): Promise<ServerStatus>;
  playDemo(): Promise<boolean>;
  openInEditor(place: EditorRequest): Promise<EditorAnswer>;
  agents(): Promise<AgentStatus[]>;
  planHooks(request: HookRequest): Promise<HookPlan>;
  applyHooks(plan: AgreedPlan): Promise<AgentStatus>;
  /** Calls `listener` at each change of the server's state; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void;
  readonly jobs: JobBridge;
  notices(): Promise<string[]>;
  destination(): Promise<Destination | null>;
  onNavigate(listener: () => void): () => void;
  onAwake(listener: () => void): () => void;
  settings(): Promise<SettingsState>;
  changeSettings(change: SettingsChange): Promise<SettingsState>;
  resetSettings(keys: SettingKey[]): Promise<SettingsState>;
  onSettings(listener: (settings: SettingsState) => void): () => void;
  revealLogs(): Promise<null>;
  copyDiagnostics(): Promise<string>;
}

/** Long work, which tells how far it is and can be cancelled. What begins a job answers with its id. */
export interface JobBridge {
  /** Asks for a file, and begins to write it. */
  export(request: ExportRequest): Promise<number | null>;
  /** Asks for a file, and begins to read it. */
  import(): Promise<number | null>;
  compact(): Promise<number>;
  list(): Promise<Job[]>;
  cancel(id: number): Promise<boolean>;
  /** Calls `listener` at each news of a job; returns how to stop that. */
  onChange(listener: (job: Job) => void): () => void;
}
