/** The version of this package, as in its `package.json`, which a bundle of a service does not contain. */
export const VERSION = '1.0.0';
