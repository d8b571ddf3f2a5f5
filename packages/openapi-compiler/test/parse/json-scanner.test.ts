import { visit } from 'jsonc-parser';
import { scanJson } from '../../src/parse/json-scanner.ts';

type Event = readonly [kind: string, offset?: number, name?: string];

function scanned(text: string): Event[] {
  const events: Event[] = [];
  scanJson(text, {
    begin: (offset, isArray) => events.push([isArray ? '[' : '{', offset]) > 0,
    end: () => void events.push(['end']),
    property: (name, offset) => void events.push(['name', offset, name]),
    literal: (offset) => void events.push(['literal', offset]),
  });
  return events;
}

function visited(text: string): Event[] {
  const events: Event[] = [];
  visit(text, {
    onObjectBegin: (offset) => void events.push(['{', offset]),
    onArrayBegin: (offset) => void events.push(['[', offset]),
    onObjectEnd: () => void events.push(['end']),
    onArrayEnd: () => void events.push(['end']),
    onObjectProperty: (name, offset) => void events.push(['name', offset, name]),
    onLiteralValue: (_value, offset) => void events.push(['literal', offset]),
  });
  return events;
}

const texts = [
  '{"a":[1,-2.5e+3,true,false,null,"x"],"b":{"c":{}},"":"","d":[[],[{}]]}',
  String.raw`{"a\"b":"c\\","\u0041":"}]\"{","\\":["\\\"",{"\\\\":1}]}`,
  ' {\n\t"a" : { "b" : "[" } ,\r\n "c" : 1 }\n',
  '"text"',
  '-1.5E-2',
  '[]',
];
test.each(texts)('%s has the same parts as for a parser', (text) => expect(scanned(text)).toEqual(visited(text)));

test('what is not to be looked into is passed over', () => {
  const names: string[] = [];
  const text = String.raw`{"a":{"b":["}",{"\"":1}]},"c":[{"d":1}],"e":2}`;
  scanJson(text, { begin: (offset) => offset === 0, end: () => {}, property: (name) => void names.push(name) });
  expect(names).toEqual(['a', 'c', 'e']);
});
