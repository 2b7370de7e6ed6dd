import { isWaiting } from '../../../shared/activity/is-waiting';
import type { AppState } from '../app-state.svelte';
import type { Settings } from '../../../shared/settings';
import { sessionTitle, VIEW_NAMES } from '../lib/words';
import { VIEWS } from '../navigation.svelte';
import type { Chord } from './chords';

/** Something that can be done from the palette, most of it with a key as well. */
export interface Command {
  name: string;
  group: 'Go to' | 'Do' | 'Look';
  chord?: Chord;
  /** Other words somebody may look for it by. */
  words?: string[];
  run: () => void;
}

const THEMES: readonly { theme: Settings['theme']; name: string }[] = [
  { theme: 'system', name: 'Theme of the system' },
  { theme: 'dark', name: 'Dark theme' },
  { theme: 'light', name: 'Light theme' },
];

/** What can be done now. */
export function commandsOf(app: AppState): Command[] {
  return [...destinations(app), ...actions(app), ...looks(app)];
}

function destinations({ navigation, activity }: AppState): Command[] {
  const views = VIEWS.map((view, index): Command => {
    const chord = view === 'settings' ? 'Mod+,' : String(index + 1);
    return { name: VIEW_NAMES[view], group: 'Go to', chord, run: () => navigation.show(view) };
  });
  const waiting = activity.sessions.find((session) => isWaiting(session, Date.now()));
  return [
    ...views,
    { name: 'All sessions', group: 'Go to', chord: 'a', run: () => navigation.showSession(null) },
    ...(waiting
      ? [
          {
            name: 'The session that waits for you',
            group: 'Go to',
            chord: 'w',
            run: () => navigation.showSession(waiting.key),
          } as const,
        ]
      : []),
    { name: 'Back', group: 'Go to', chord: 'Alt+ArrowLeft', run: () => navigation.back() },
    { name: 'Forward', group: 'Go to', chord: 'Alt+ArrowRight', run: () => navigation.forward() },
  ];
}

function actions(app: AppState): Command[] {
  const { client, filters, navigation, viewed } = app;
  const commands: Command[] = [
    { name: 'Open the palette', group: 'Do', chord: 'Mod+K', run: () => (app.overlay = 'palette') },
    {
      name: 'Keyboard shortcuts',
      group: 'Do',
      chord: '?',
      words: ['help'],
      run: () => (app.overlay = 'shortcuts'),
    },
    {
      name: client.paused ? 'Follow live' : 'Pause',
      group: 'Do',
      chord: 'p',
      words: ['freeze', 'live', 'resume'],
      run: () => client.togglePause(),
    },
    {
      name: filters.values.failed ? 'Show calls that worked as well' : 'Show failed calls only',
      group: 'Do',
      chord: 'f',
      words: ['filter', 'errors'],
      run: () => filters.set({ failed: !filters.values.failed }),
    },
    {
      name: 'Play the sample session',
      group: 'Do',
      words: ['demo'],
      run: () => void client.playDemo(),
    },
  ];
  if (client.server.state === 'running') commands.push(...longWork(app));
  if (filters.active.length > 0) {
    commands.push({ name: 'Remove all filters', group: 'Do', run: () => filters.clear() });
  }
  if (navigation.view === 'session' && viewed.isRecorded) {
    commands.push({
      name: viewed.replay ? 'End the replay' : 'Replay the session',
      group: 'Do',
      chord: 'r',
      run: () => (viewed.replay ? viewed.endReplay() : viewed.startReplay()),
    });
  }
  if (viewed.replay) {
    commands.push({
      name: 'Play or pause the replay',
      group: 'Do',
      chord: ' ',
      run: () => viewed.replay?.toggle(),
    });
  }
  if (client.server.state === 'running') {
    commands.push({ name: 'Stop the server', group: 'Do', run: () => void client.stop() });
  } else if (client.server.state === 'stopped' || client.server.state === 'failed') {
    commands.push({ name: 'Start the server', group: 'Do', run: () => void client.start() });
  }
  return commands;
}

function longWork({ bridge: { jobs }, navigation, activity }: AppState): Command[] {
  const session = navigation.session === null ? undefined : activity.session(navigation.session);
  const title = session ? sessionTitle(session) : '';
  return [
    ...(session && session.key !== ''
      ? [
          {
            name: `Export ${title} as a report`,
            group: 'Do',
            run: () => void jobs.export({ format: 'html', selection: { session: session.key }, title }),
          } as const,
        ]
      : []),
    {
      name: 'Export all events as JSONL',
      group: 'Do',
      words: ['save', 'backup'],
      run: () => void jobs.export({ format: 'jsonl', selection: {}, title: 'All events' }),
    },
    {
      name: 'Import events from JSONL',
      group: 'Do',
      words: ['open', 'load'],
      run: () => void jobs.import(),
    },
    {
      name: 'Compact the journal',
      group: 'Do',
      words: ['vacuum', 'disk'],
      run: () => void jobs.compact(),
    },
  ];
}

function looks({ settings }: AppState): Command[] {
  return THEMES.map(({ theme, name }) => ({
    name,
    group: 'Look',
    run: () => void settings.set('theme', theme),
  }));
}
