/** What the window does not begin with: read as one, once its first view has been drawn. */
export { default as Overlays } from './commands/Overlays.svelte';
export { default as FilesView } from './files/FilesView.svelte';
export { default as SearchView } from './search/SearchView.svelte';
export { default as ServerView } from './server/ServerView.svelte';
export { default as SessionView } from './session/SessionView.svelte';
export { default as SettingsView } from './settings/SettingsView.svelte';
export { default as AppNotices } from './shell/AppNotices.svelte';
export { default as ToolsView } from './tools/ToolsView.svelte';
