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

/** Requests from the window to the main process: name → answer. None takes an argument. */
export interface IpcRequests {
  'app:info': AppInfo;
  'server:endpoint': Endpoint;
  'server:status': ServerStatus;
  'server:start': ServerStatus;
  'server:stop': ServerStatus;
  /** Makes the former token worthless; the window comes back with the new one. */
  'server:rotate-token': ServerStatus;
  /** Plays the sample session into the running server; true once it has begun. */
  'demo:play': boolean;
}

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
  rotateToken(): Promise<ServerStatus>;
  playDemo(): Promise<boolean>;
  /** Calls `listener` at each change of the server's state; returns how to stop that. */
  onStatus(listener: (status: ServerStatus) => void): () => void;
}
