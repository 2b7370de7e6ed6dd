import {
  createCssVariablesTheme,
  createHighlighterCore,
  type HighlighterCore,
  type LanguageInput,
} from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { Language } from './languages';
import { CODE_COLORS, type HighlightAnswer, type HighlightRequest, type TokenLine } from './protocol';

/** Longer lines are shown plain, in UTF-16 units. */
const LONGEST_LINE = 2000;
/** A line that takes longer is left half done, in ms. The first one of a language takes long: its rules are made ready. */
const LONGEST_TIME = 10_000;
const THEME = createCssVariablesTheme({ name: 'tokens', variablePrefix: '--code-' });

/** Each is loaded when its first text comes. */
const LANGUAGES: Record<Language, LanguageInput> = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  jsonc: () => import('shiki/langs/jsonc.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  scss: () => import('shiki/langs/scss.mjs'),
  svelte: () => import('shiki/langs/svelte.mjs'),
  vue: () => import('shiki/langs/vue.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  hcl: () => import('shiki/langs/hcl.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  make: () => import('shiki/langs/make.mjs'),
};

const highlighter = createHighlighterCore({
  themes: [THEME],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

addEventListener('message', ({ data }: MessageEvent<HighlightRequest>) => void answer(data));

async function answer({ id, code, language }: HighlightRequest): Promise<void> {
  const lines = await linesOf(await highlighter, code, language).catch(() => null);
  postMessage({ id, lines } satisfies HighlightAnswer);
}

async function linesOf(shiki: HighlighterCore, code: string, language: Language): Promise<TokenLine[]> {
  await shiki.loadLanguage(LANGUAGES[language]);
  const { tokens } = shiki.codeToTokens(code, {
    lang: language,
    theme: 'tokens',
    tokenizeMaxLineLength: LONGEST_LINE,
    tokenizeTimeLimit: LONGEST_TIME,
  });
  return tokens.map((line) => line.flatMap(({ content, color = '' }) => [content.length, colorIndex(color)]));
}

/** The theme gives every piece `var(--token-keyword)` or the like. */
function colorIndex(color: string): number {
  const name = /^var\(--code-(?:token-)?([a-z-]+)\)$/.exec(color)?.[1];
  return Math.max(
    0,
    CODE_COLORS.findIndex((known) => known === name),
  );
}
