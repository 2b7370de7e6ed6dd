/** A setting that cannot be used. The message names the key, what is allowed and where the value came from. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message);
  }
}
