import { patternRule, type Rule } from './rule';

/** Keys and tokens that are known by how they look: kind, first characters, what follows them. */
const SHAPES: [kind: string, anchor: string, rest: string][] = [
  ['aws-key', '(?:AKIA|ASIA|ABIA|ACCA)', '[A-Z0-9]{16}'],
  ['google-key', 'AIza', '[\\w-]{35}'],
  ['google-token', 'ya29\\.', '[\\w-]{20,}'],
  ['google-secret', 'GOCSPX-', '[\\w-]{20,}'],
  ['github-token', 'gh[pousr]_', '[\\w.-]{30,}'],
  ['github-token', 'github_pat_', '\\w{22,}'],
  ['gitlab-token', 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt|ffct)-', '[\\w.-]{16,}'],
  ['slack-token', 'xox[abeoprs]-', '[\\w-]{10,}'],
  ['slack-token', 'xapp-', '[\\w-]{20,}'],
  ['stripe-key', '[rs]k_(?:live|test)_', '\\w{16,}'],
  ['stripe-key', 'whsec_', '[\\w+/=]{24,}'],
  ['anthropic-key', 'sk-ant-', '[\\w-]{16,}'],
  ['openai-key', 'sk-(?:proj|svcacct|admin|None)-', '[\\w-]{16,}'],
  // Older keys of OpenAI, and of those who follow it. Words end in "sk-" too (task-, disk-), but none goes on so long.
  ['api-key', 'sk-(?:or-v1-)?', '[A-Za-z0-9]{32,}'],
  ['npm-token', 'npm_', '[A-Za-z0-9]{36,}'],
  ['pypi-token', 'pypi-Ag', '[\\w-]{40,}'],
  ['sendgrid-key', 'SG\\.', '[\\w-]{16,64}\\.[\\w-]{16,64}'],
  ['huggingface-token', 'hf_', '[A-Za-z0-9]{30,}'],
  ['digitalocean-token', 'do[opr]_v1_', '[a-f0-9]{64}'],
  ['vault-token', 'hv[bs]\\.', '[\\w-]{24,}'],
];

/**
 * Three parts in base64url; the first is a JSON object, so that it begins with `eyJ`. Where the rest is missing, the
 * whole first part is passed over: what begins within it goes on in the same way.
 */
const JWT = patternRule('jwt', 'eyJ', /(?<secret>eyJ[\w-]{8,}\.[\w-]+\.[\w.-]+)|eyJ[\w-]*/y);

/** A client secret of Azure's directory has its mark behind three characters and a digit. */
const AZURE_SECRET: Rule = {
  kind: 'azure-secret',
  anchor: 'Q~',
  find: (text, index) => {
    const from = Math.max(0, index - 4);
    const length = /^[\w~.-]{3}\dQ~[\w~.-]{31,34}/.exec(text.slice(from, index + 36))?.[0].length;
    return length === undefined ? null : { secret: { from, to: from + length }, readTo: from + length };
  },
};

const AZURE_KEY = patternRule(
  'azure-key',
  '(?:Account|SharedAccess)Key=',
  /(?<keep>(?:Account|SharedAccess)Key=)(?<secret>[\w+/=]{20,})?/y,
);
const AZURE_SIGNATURE = patternRule(
  'azure-signature',
  '[?&;]sig=',
  /(?<keep>[?&;]sig=)(?<secret>[\w%+/=-]{20,})?/y,
);
const SLACK_WEBHOOK = patternRule(
  'slack-webhook',
  'hooks\\.slack\\.com/',
  /(?<keep>hooks\.slack\.com\/(?:services|workflows|triggers)\/)(?<secret>[\w/-]{20,})/y,
);

/** A block without an end, as `head` prints it, counts up to this length. */
const PRIVATE_KEY = patternRule(
  'private-key',
  '-----BEGIN ',
  /(?<keep>-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)(?<secret>[^]{0,32768}?(?=-----|$)|[^]{32768})/y,
);

/** Secrets that are known by their own look. */
export const KEY_RULES: Rule[] = [
  PRIVATE_KEY,
  ...SHAPES.map(([kind, anchor, rest]) =>
    patternRule(kind, anchor, new RegExp(`(?<secret>${anchor}${rest})`, 'y')),
  ),
  JWT,
  AZURE_SECRET,
  AZURE_KEY,
  AZURE_SIGNATURE,
  SLACK_WEBHOOK,
];
