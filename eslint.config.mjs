import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import playwright from 'eslint-plugin-playwright';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Forbids imports that would turn a dependency outwards: app → server → shared, renderer → shared ← preload. */
const layer = (files, patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});
const electron = {
  group: ['electron', 'electron/*'],
  message: 'Only src/main/app, index.ts and preload know Electron.',
};
const node = {
  regex: '^(node:|fs$|path$|os$|net$|http$|crypto$|events$|child_process$)',
  message: 'No Node here.',
};
const outwards = (...folders) => ({
  regex: `(^|/)(${folders.join('|')})(/|$)`,
  message: 'Dependencies point inwards (docs/architecture.md).',
});

export default ts.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'coverage/', 'test-results/'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  { files: ['src/renderer/**'], rules: { 'svelte/no-at-html-tags': 'error' } },
  { files: ['src/renderer/src/connection/**', 'scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.mjs', '**/*.js', '**/*.cjs'], ...ts.configs.disableTypeChecked },
  layer(
    ['src/main/server/**', 'src/main/hooks/**', 'src/main/headless.ts', 'src/main/demo-player.ts'],
    [electron, outwards('app', 'renderer', 'preload')],
  ),
  layer(['src/main/app/**'], [outwards('renderer', 'preload')]),
  layer(['src/preload/**'], [node, outwards('main', 'renderer')]),
  layer(['src/renderer/**'], [electron, node, outwards('main', 'preload')]),
  layer(['src/shared/**'], [electron, node, outwards('main', 'renderer', 'preload')]),
  { files: ['tests/{e2e,chromium,visual}/**'], ...playwright.configs['flat/recommended'] },
);
