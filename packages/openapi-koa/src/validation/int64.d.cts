declare const int64: {
  readonly note: (holder: object, name: string, digits: string) => void;
};
export = int64;
