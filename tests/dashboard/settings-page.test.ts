import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readGiven } from '../../src/main/server/config';
import { prepareHome } from '../../src/main/server/home';
import { SettingsStore } from '../../src/main/server/settings-store';
import { FIELDS, refusalWords } from '../../src/renderer/src/settings/fields';
import { SettingsEditor } from '../../src/renderer/src/settings/settings.svelte';
import type { SettingKey, SettingsChange } from '../../src/shared/settings';
import { temporaryHome } from '../support/home';
import { BridgeDouble } from './window-double';

/** The page's editor over the settings that the main process keeps. */
async function openEditor(env: NodeJS.ProcessEnv = {}, stored = {}): Promise<SettingsEditor> {
  const given = readGiven([], { TOOLTRAIL_HOME: temporaryHome(), ...env }, { strictArgs: true });
  prepareHome(given.home);
  writeFileSync(given.home.settingsFile, JSON.stringify(stored));
  const store = new SettingsStore(given);
  const bridge = Object.assign(new BridgeDouble(), {
    settings: () => Promise.resolve(store.state),
    changeSettings: (change: SettingsChange) => answer(() => store.change(change)),
    resetSettings: (keys: SettingKey[]) => answer(() => store.reset(keys)),
  });
  const editor = new SettingsEditor(bridge);
  editor.open();
  await expect.poll(() => editor.values).toEqual(store.state.values);
  return editor;
}

/** Refuses with what `work` throws, as a channel to the main process does. */
const answer = <T>(work: () => T) => new Promise<T>((resolve) => resolve(work()));

const fieldOf = (key: SettingKey) =>
  Object.values(FIELDS)
    .flat()
    .find((field) => field.key === key)!;

describe('the settings page', () => {
  test('tells a field why its setting was refused, by the name that the page has for it', async () => {
    const editor = await openEditor();
    const refusal = await editor.set('redactPatterns', ['(?<=pw=)\\w+']);
    expect(refusalWords(fieldOf('redactPatterns'), refusal)).toMatch(
      /^Your own secrets: .* cannot be used: /,
    );
    expect(editor.values.redactPatterns).toEqual([]);
    expect(await editor.set('theme', 'dark')).toBeNull();
    expect(editor.values.theme).toBe('dark');
    // The page as a whole has nothing to say of it.
    expect(editor.problem).toBeNull();
  });

  test('tells a field why its setting cannot go back to the default', async () => {
    const editor = await openEditor();
    await editor.set('outsideAccess', true);
    await editor.set('host', '0.0.0.0');
    expect(await editor.reset('outsideAccess')).toContain('reaches beyond this machine');
    expect(editor.values.outsideAccess).toBe(true);
    expect(await editor.reset('host')).toBeNull();
    expect(await editor.reset('outsideAccess')).toBeNull();
  });

  test('says itself what keeps settings from all being reset, until a change is taken', async () => {
    const editor = await openEditor({ TOOLTRAIL_HOST: '0.0.0.0' }, { outsideAccess: true });
    await editor.resetAll(['outsideAccess', 'theme']);
    expect(editor.problem).toContain('reaches beyond this machine');
    await editor.set('theme', 'dark');
    expect(editor.problem).toBeNull();
  });
});
