/**
 * What the checks use of Playwright. Its own types aren't installed where the code is type-checked: the package is installed by
 * `npm run test:browser` only.
 */

export interface Browser {
  newContext(options?: ContextOptions): Promise<Context>;
  close(): Promise<void>;
}

export interface ContextOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** Finds elements: in a page, or in those of a locator. */
interface Scope {
  getByRole(role: string, options?: { readonly name?: string; readonly exact?: boolean; readonly level?: number }): Locator;
  getByText(text: string): Locator;
  getByPlaceholder(text: string): Locator;
  locator(selector: string, options?: { readonly hasText?: string }): Locator;
}

export interface Page extends Scope {
  readonly keyboard: { press(key: string): Promise<void> };
  setDefaultTimeout(ms: number): void;
  goto(url: string): Promise<unknown>;
  waitForLoadState(state: 'networkidle'): Promise<void>;
  waitForURL(url: string): Promise<void>;
  waitForResponse(predicate: (response: Response) => boolean): Promise<Response>;
  /** Runs in the page: a script, or a function that uses nothing from around it. */
  evaluate(script: string): Promise<unknown>;
  evaluate<Arg, Result>(run: (arg: Arg) => Promise<Result>, arg: Arg): Promise<Result>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  on(event: 'request' | 'requestfailed', listener: (request: Request) => void): unknown;
}

interface Request {
  url(): string;
  failure(): { readonly errorText: string } | null;
}

interface Response {
  url(): string;
  status(): number;
}

interface Locator extends Scope {
  first(): Locator;
  waitFor(options?: { readonly state?: 'attached' | 'visible' }): Promise<void>;
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  focus(): Promise<void>;
  allTextContents(): Promise<string[]>;
  /** Runs in the page. */
  evaluateAll<Result>(run: (elements: readonly PageElement[]) => Result): Promise<Result>;
}

/** An element of the page, where the functions of `evaluateAll` run. */
interface PageElement {
  readonly id: string;
  readonly href?: string;
  click?(): void;
}

/** What is used of the package itself. */
export interface Playwright {
  readonly chromium: {
    launch(options: { readonly executablePath: string; readonly chromiumSandbox: boolean; readonly args: string[] }): Promise<Browser>;
  };
}
