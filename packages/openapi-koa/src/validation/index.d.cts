declare const validation: {
  readonly formats: Readonly<Record<string, unknown>>;
  readonly toRegExp: (pattern: string) => RegExp;
  readonly [part: string]: unknown;
};
export = validation;
