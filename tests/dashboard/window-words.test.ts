import type { Component } from 'svelte';
import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import { size } from '../../src/renderer/src/lib/format';
import StatusLine from '../../src/renderer/src/shell/StatusLine.svelte';
import ActivityChart from '../../src/renderer/src/tools/ActivityChart.svelte';
import FilterChips from '../../src/renderer/src/ui/FilterChips.svelte';
import Standby from '../../src/renderer/src/welcome/Standby.svelte';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { startTestServer } from '../support/server';

/** What a part of the window is at first, as HTML. Of the app it gets what it asks for. */
function shown(part: unknown, props: Record<string, unknown>): string {
  return render(part as Component<Record<string, unknown>>, { props }).body;
}

const RUNNING = { state: 'running', port: 8765, notice: null };

test('a window that is paused before anything came says so, and not that something will come', () => {
  const client = { server: RUNNING, connection: 'paused', behind: 0 };
  const html = shown(Standby, { client });
  expect(html).toContain('>Paused</h1>');
  expect(html).not.toContain('Connecting');
});

test('what is wrong stands line by line in the tooltip of the status line', async () => {
  const { core } = await startTestServer();
  core.countDropped('malformed');
  const client = {
    connection: 'live',
    behind: 0,
    received: 1,
    missed: 0,
    lag: null,
    paused: false,
    info: null,
  };
  const html = shown(StatusLine, { app: { client, health: { stats: core.stats } } });
  expect(html).toMatch(/title="1 event refused: not JSON objects with a type[^"\\]*\n1 malformed"/);
});

test('a filter of types is called what its picker calls it', () => {
  const chip = (type: string) => shown(FilterChips, { filters: { active: ['type'], values: { type } } });
  expect(chip('tool_stop')).toContain('>Type Calls ended<');
  expect(chip('made up')).toContain('>Type made up<');
});

test('sizes are of the unit that the settings are set in', () => {
  expect(size(DEFAULT_SETTINGS.retentionBytes)).toBe('1.0 GB');
  expect(size(DEFAULT_SETTINGS.bufferBytes)).toBe('16 MB');
  expect([size(1023), size(1536)]).toEqual(['1023 B', '1.5 kB']);
});

test('the busiest time is told with its day, where that is not today', () => {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const summaryOf = (at: number) => ({ activity: [{ at, calls: 3, failed: 0 }], step: 60_000 });
  expect(shown(ActivityChart, { summary: summaryOf(midnight) })).toContain('Most at 00:00: 3 calls');
  expect(shown(ActivityChart, { summary: summaryOf(midnight - 60_000) })).toMatch(
    /Most at [^:]+, 23:59: 3 calls/,
  );
});
