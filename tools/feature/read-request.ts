import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { Command } from './command.ts';
import { RefusedRequest } from './fault.ts';
import { readJson } from './json-text.ts';
import { askForRequest } from './prompts.ts';

const ALLOWED = 'a JSON or YAML object that openapi/feature-request.schema.json describes';

/** A request as it was given, and the folder that a file's name in it is relative to. */
export interface GivenRequest {
  readonly request: unknown;
  readonly folder: string;
}

/**
 * The request from flags, a file, a terminal or stdin.
 *
 * @throws RefusedRequest where there is none that can be parsed
 */
export async function readRequest(root: string, { file, flags }: Command): Promise<GivenRequest> {
  if (flags !== undefined) return { request: flags, folder: process.cwd() };
  if (file !== undefined) {
    const path = resolve(file);
    if (!existsSync(path) || statSync(path).isDirectory()) throw refused(`${file} is not a file`, 'the file of a request');
    return { request: parse(readFileSync(path, 'utf8')), folder: dirname(path) };
  }
  if (process.stdin.isTTY && process.stdout.isTTY) return { request: await askForRequest(root), folder: process.cwd() };
  const chunks: Buffer[] = [];
  if (!process.stdin.isTTY) for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') throw refused('is missing', 'a file, flags, or a JSON object on stdin');
  return { request: parse(text), folder: process.cwd() };
}

function parse(text: string): unknown {
  const json = readJson(text);
  if (json !== undefined && 'fault' in json) throw refused(`cannot be parsed: ${json.fault}`, ALLOWED);
  if (json !== undefined) return json.value;
  const document = parseDocument(text, { version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined)
    throw refused(`cannot be parsed: line ${error.linePos?.[0].line ?? 1}, column ${error.linePos?.[0].col ?? 1}: ${error.code}`, ALLOWED);
  try {
    return document.toJS();
  } catch {
    throw refused('has too many aliases', ALLOWED);
  }
}

function refused(message: string, allowed: string): RefusedRequest {
  return new RefusedRequest([{ pointer: '', message, allowed }]);
}
