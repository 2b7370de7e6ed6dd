/** What the app does beyond its window: read as one, when the window's page is there. */
export { jobHandlers } from './app/job-handlers';
export { DemoPlayer } from './demo-player';
export { AgentHooks } from './hooks/agent-hooks';
export { refreshForwarder } from './hooks/forwarder';
export { ClientProxy } from './server/client-proxy';
export { Jobs } from './server/jobs/jobs';
export { MonitorHost } from './server/monitor-host';
