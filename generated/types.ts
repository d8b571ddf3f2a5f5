// Written by openapi-compile from the OpenAPI document. Do not edit.

/** Why a request was not served, as RFC 9457 describes it. */
export interface Problem {
  /** The kind of problem, the address of its entry in the service's table of problems. */
  type: string;
  /** The kind of problem in words, the same for every problem of this type. */
  title: string;
  /** The HTTP status of the response. */
  status: number;
  /** What was wrong with this very request, and what to do about it. */
  detail: string;
  /** The request, by its `X-Request-Id`; a URN if that is a UUID. */
  instance?: string;
  /** Everything in the request that breaks the contract, for a status of 400. */
  violations?: Violation[];
  [key: string]: unknown;
}

/** What a running service says of itself. */
export interface SmokeTestResponse {
  /** Always `ok`. A service that is not well responds with another HTTP status. */
  status: "ok";
  /** The same in words, for a person who reads the response. */
  message: string;
  /** The time of the response by the service's clock, in UTC. */
  timestamp: string;
}

/** One place of a request that breaks the contract. */
export interface Violation {
  /** The part of the request. */
  in: "path" | "query" | "header" | "cookie" | "body";
  /** The parameter, unless the violation is in the body. */
  name?: string;
  /** The place within the parameter's value or the body, as a JSON Pointer (RFC 6901). */
  pointer?: string;
  /** The keyword of the schema that is violated, or `parse` where the value could not be read. */
  keyword: string;
  /** The violation in words. */
  message: string;
  /** The permitted values, where there is a list of them. */
  allowed?: unknown[];
}

/** Every operation of the document, by operationId. */
export interface Operations {
  /** System Health Check */
  getSmokeTest: {
    method: "GET";
    path: "/api/v1/smoke-test";
    params: {};
    query: {};
    headers: {};
    cookies: {};
    body: undefined;
    responses: {
      "200": {
        headers: { "Cache-Control": "no-store"; "X-Request-Id"?: string };
        content: { "application/json": SmokeTestResponse };
      };
      "503": {
        headers: { "Cache-Control": "no-store"; "Retry-After": number; "X-Request-Id"?: string };
        content: { "application/problem+json": Problem };
      };
      default: {
        headers: { Allow?: string; "Cache-Control": "no-store"; "X-Request-Id"?: string };
        content: { "application/problem+json": Problem };
      };
    };
  };
}

/** Every security scheme that an operation requires. */
export type SecurityScheme = never;
