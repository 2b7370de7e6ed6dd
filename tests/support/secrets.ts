import fc from 'fast-check';

/** A text that tells a secret, and the part of it that must not survive. Made up at run time; none opens anything. */
export interface PlantedSecret {
  text: string;
  secret: string;
}

const ALNUM = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const BASE64URL = [...ALNUM, '-', '_'];
const CAPITALS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const HEX = [...'0123456789abcdef'];

function chars(alphabet: string[], min: number, max = min) {
  return fc
    .array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max })
    .map((letters) => letters.join(''));
}

/** With a digit near its beginning, as what a machine makes has one. */
function random(alphabet: string[], min: number, max = min) {
  return fc
    .tuple(chars(alphabet, 3), chars([...'0123456789'], 1), chars(alphabet, min - 4, max - 4))
    .map((parts) => parts.join(''));
}

const whole = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((text) => ({ text, secret: text }));
const prefixed = (prefix: string, rest: fc.Arbitrary<string>) => whole(rest.map((text) => prefix + text));
/** `#` in the frame is where the secret stands. */
const framed = (frame: string, secret: fc.Arbitrary<string>) =>
  secret.map((text) => ({ text: frame.replace('#', () => text), secret: text }));

const jwt = fc
  .tuple(chars(BASE64URL, 12, 60), chars(BASE64URL, 12, 300), chars(BASE64URL, 20, 86))
  .map(([header, claims, signature]) => `eyJ${header}.eyJ${claims}.${signature}`);
const body = fc.array(chars(ALNUM, 64), { minLength: 3, maxLength: 20 }).map((lines) => lines.join('\n'));
const value = random(ALNUM, 8, 40);

/** One of each kind that is known, by name. */
export const SECRETS: Record<string, fc.Arbitrary<PlantedSecret>> = {
  'AWS access key': prefixed('AKIA', chars(CAPITALS, 16)),
  'AWS session key': prefixed('ASIA', chars(CAPITALS, 16)),
  'AWS secret key': framed('aws_secret_access_key = #', random([...ALNUM, '/', '+'], 40)),
  'Google API key': prefixed('AIza', chars(BASE64URL, 35)),
  'Google OAuth token': prefixed('ya29.', chars(BASE64URL, 40, 120)),
  'Google client secret': prefixed('GOCSPX-', chars(BASE64URL, 28)),
  'Azure storage key': framed(
    'AccountName=x;AccountKey=#;EndpointSuffix=y',
    chars(ALNUM, 86).map((t) => `${t}==`),
  ),
  'Azure client secret': whole(
    fc.tuple(chars(ALNUM, 3), chars(ALNUM, 34)).map(([start, rest]) => `${start}8Q~${rest}`),
  ),
  'Azure shared access signature': framed('https://x.example/y?sv=1&sig=#&se=2', random(ALNUM, 43)),
  'GitHub token': prefixed('ghp_', chars(ALNUM, 36)),
  'GitHub server token': prefixed('ghs_', chars(ALNUM, 36)),
  'GitHub fine-grained token': prefixed('github_pat_', chars([...ALNUM, '_'], 82)),
  'GitLab token': prefixed('glpat-', chars(BASE64URL, 20)),
  'Slack token': prefixed('xoxb-', chars([...ALNUM, '-'], 24, 60)),
  'Slack webhook': framed(
    'https://hooks.slack.com/services/#',
    chars(CAPITALS, 24).map((text) => `T${text.slice(0, 8)}/B${text.slice(8)}/abcdefgh12345678`),
  ),
  'Stripe key': prefixed('sk_live_', chars(ALNUM, 24, 99)),
  'OpenAI key': prefixed('sk-proj-', chars(BASE64URL, 48, 150)),
  'older OpenAI key': prefixed('sk-', chars(ALNUM, 48)),
  'Anthropic key': prefixed('sk-ant-api03-', chars(BASE64URL, 90)),
  'npm token': prefixed('npm_', chars(ALNUM, 36)),
  'PyPI token': prefixed('pypi-AgEI', chars(BASE64URL, 80)),
  JWT: whole(jwt),
  'private key': framed('-----BEGIN RSA PRIVATE KEY-----\n#\n-----END RSA PRIVATE KEY-----', body),
  'private key in JSON': framed(
    '"private_key": "-----BEGIN PRIVATE KEY-----\\n#\\n-----END PRIVATE KEY-----\\n"',
    body.map((text) => text.replaceAll('\n', '\\n')),
  ),
  'private key cut short': framed('-----BEGIN OPENSSH PRIVATE KEY-----\n#', body),
  'bearer token': framed('Authorization: Bearer #', random(BASE64URL, 20, 80)),
  'bearer token by itself': framed('bearer #', random(BASE64URL, 20, 80)),
  'basic authorization': framed('"authorization": "Basic #"', random(ALNUM, 12, 40)),
  'cookie header': framed("-H 'Cookie: session=#'", value),
  'cookie in JSON': framed('{"cookie":"session=#"}', value),
  'cookie in JSON in a string': framed('{\\"Cookie\\": \\"session=#\\"}', value),
  'cookie in a list': framed('"set-cookie": [\n  "session=#; Path=/"\n]', value),
  'cookie in an environment': framed("COOKIE='session=#' make", value),
  'user and password for curl': framed('curl -u admin:# https://x.example', value),
  'connection string': framed(
    'postgres://user:#@db.example:5432/app',
    random([...ALNUM, '.', '-', '!'], 6, 30),
  ),
  'URL with a token as user': framed('https://oauth2:#@git.example/x.git', value),
  'ADO connection string': framed('Server=x;User Id=sa;Password=#;Encrypt=yes', value),
  'token in an environment': framed('export DEPLOY_TOKEN=#', value),
  'secret in an environment': framed('CLIENT_SECRET="#" npm start', value),
  'password in an environment': framed(
    "PGPASSWORD='#' psql",
    chars([...ALNUM, ' ', '$', '!'], 4, 30).map((t) => `a${t}`),
  ),
  'key in an environment': framed('ENCRYPTION_KEY=#', value),
  'token in JSON': framed('{"api_token": "#", "next": 1}', value),
  'token in JSON in a string': framed('{\\"api_token\\": \\"#\\"}', value),
  'password in YAML': framed('db:\n  password: #\n  port: 1', value),
  'key in YAML': framed('api-key: "#"', value),
  'list of variables in YAML': framed('- name: API_TOKEN\n  value: #', value),
  'list of variables in JSON': framed('{"name": "API_TOKEN", "value": "#"}', value),
  'option of a command': framed('deploy --auth-token # --now', value),
  'form or query': framed('grant=x&client_secret=#&scope=y', value),
  'header with a key': framed('X-Api-Key: #', random(HEX, 32)),
  'code with a password': framed("connect({ password: '#' })", value),
};
