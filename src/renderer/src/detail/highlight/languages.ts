/** Names of languages, as the highlighter knows them, by the endings of files. */
const BY_ENDING = new Map(
  Object.entries<Language>({
    ts: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    tsx: 'tsx',
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    jsx: 'jsx',
    json: 'jsonc',
    jsonc: 'jsonc',
    html: 'html',
    css: 'css',
    scss: 'scss',
    svelte: 'svelte',
    vue: 'vue',
    md: 'markdown',
    markdown: 'markdown',
    yml: 'yaml',
    yaml: 'yaml',
    toml: 'toml',
    xml: 'xml',
    svg: 'xml',
    sh: 'shellscript',
    bash: 'shellscript',
    zsh: 'shellscript',
    py: 'python',
    rb: 'ruby',
    go: 'go',
    rs: 'rust',
    java: 'java',
    kt: 'kotlin',
    swift: 'swift',
    c: 'c',
    h: 'c',
    cpp: 'cpp',
    cc: 'cpp',
    hpp: 'cpp',
    cs: 'csharp',
    php: 'php',
    sql: 'sql',
    tf: 'hcl',
    hcl: 'hcl',
  }),
);

const BY_NAME = new Map<string, Language>([
  ['dockerfile', 'docker'],
  ['makefile', 'make'],
  ['gemfile', 'ruby'],
  ['rakefile', 'ruby'],
]);

/** The languages that are shown in colours. */
export type Language =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'jsx'
  | 'jsonc'
  | 'html'
  | 'css'
  | 'scss'
  | 'svelte'
  | 'vue'
  | 'markdown'
  | 'yaml'
  | 'toml'
  | 'xml'
  | 'shellscript'
  | 'python'
  | 'ruby'
  | 'go'
  | 'rust'
  | 'java'
  | 'kotlin'
  | 'swift'
  | 'c'
  | 'cpp'
  | 'csharp'
  | 'php'
  | 'sql'
  | 'hcl'
  | 'docker'
  | 'make';

/** The language of a file, told by its name; null for one that is shown plain. */
export function languageOf(path: string): Language | null {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return BY_NAME.get(name) ?? (ending === name ? null : (BY_ENDING.get(ending) ?? null));
}
