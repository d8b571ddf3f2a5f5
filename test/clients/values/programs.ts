import { takesText } from '../../../tools/client/generator-document.ts';
import type { ValueCase, ValueType } from './cases.ts';

/** A program in one language that sends the value of each case, and goes on where a client fails. */
interface Program {
  /** The file that is replaced in the program of the first request, whose build it shares. */
  readonly file: string;
  /** The values as the language writes them. */
  readonly literals: Readonly<Record<Exclude<ValueType, 'token' | 'token[]'>, string>>;
  /** Before the first call. */
  readonly head: string;
  /** A date or time that a client takes as text. */
  readonly textDates?: Readonly<Partial<Record<ValueType, string>>>;
  /** @param argument the name of the argument, in camelCase */
  call(operationId: string, argument: string, literal: string): string;
  readonly foot: string;
}

/** The environment variable with the path of the file that is sent. */
export const FILE_VARIABLE = 'VALUES_FILE';

const TIME = '2026-01-15T11:30:00+02:00';
const PRECISE_TIME = '2026-01-15T11:30:00.250+02:00';

const TYPESCRIPT_HEAD = `import { readFileSync } from 'node:fs';
import { Configuration, ValuesApi } from 'petsage-client';

const api = new ValuesApi(new Configuration({ basePath: process.argv[2] ?? '' }));
const file = new File([readFileSync(process.env['${FILE_VARIABLE}'] ?? '')], 'value.bin');
const time = new Date('${TIME}');
const precise = new Date('${PRECISE_TIME}');
const timeText = '${TIME}';
const preciseText = '${PRECISE_TIME}';
const send = (name: string, call: () => Promise<unknown>) => call().catch((error) => console.error(name, error));
`;

function typescript(date: string, time: string, precise: string): Program {
  const item = (name: string, count: number) => `{ name: '${name}', count: ${count} }`;
  return {
    file: 'main.ts',
    literals: {
      string: `'a b&c=d/é+%'`,
      integer: '9007199254740991',
      number: '1.23456789012345',
      boolean: 'true',
      date,
      'date-time': time,
      enum: `'NO'`,
      file: 'file',
      object: item('ab', 3),
      patch: `{ name: 'Bo', note: null }`,
      pet: `{ name: 'Ada & Bo', count: 3, weight: 1.5, tame: true, born: ${date}, at: ${precise}, country: 'NO', tags: ['a,b', 'c'], parent: ${item('Cy', 4)} }`,
      'string[]': `['a,b', 'c d']`,
      'integer[]': '[1, 2]',
      'enum[]': `['NO', 'SE']`,
      'date-time[]': `[${time}, ${precise}]`,
      'object[]': `[${item('ab', 3)}, ${item('cd', 4)}]`,
      'file[]': '[file, file]',
    },
    head: TYPESCRIPT_HEAD,
    textDates: { date: `'2026-01-15'`, 'date-time': 'timeText', 'date-time[]': '[timeText, preciseText]' },
    call: (operationId, argument, literal) => `await send('${operationId}', () => api.${operationId}({ ${argument}: ${literal} }));`,
    foot: '',
  };
}

const python: Program = {
  file: 'main.py',
  literals: {
    string: '"a b&c=d/é+%"',
    integer: '9007199254740991',
    number: '1.23456789012345',
    boolean: 'True',
    date: 'day',
    'date-time': 'time',
    enum: 'Country.NO',
    file: '("value.bin", file)',
    object: 'Item(name="ab", count=3)',
    patch: 'Patch(name="Bo", note=None)',
    pet: 'Pet(name="Ada & Bo", count=3, weight=1.5, tame=True, born=day, at=precise, country=Country.NO, tags=["a,b", "c"], parent=Item(name="Cy", count=4))',
    'string[]': '["a,b", "c d"]',
    'integer[]': '[1, 2]',
    'enum[]': '[Country.NO, Country.SE]',
    'date-time[]': '[time, precise]',
    'object[]': '[Item(name="ab", count=3), Item(name="cd", count=4)]',
    'file[]': '[("value.bin", file), ("value.bin", file)]',
  },
  head: `import os
import sys
import traceback
from datetime import date, datetime, timedelta, timezone

from petsage_client import ApiClient, Configuration, Country, Item, Patch, Pet, ValuesApi

api = ValuesApi(ApiClient(Configuration(host=sys.argv[1], retries=False)))
day = date(2026, 1, 15)
time = datetime(2026, 1, 15, 11, 30, tzinfo=timezone(timedelta(hours=2)))
precise = time.replace(microsecond=250000)
with open(os.environ["${FILE_VARIABLE}"], "rb") as opened:
    file = opened.read()


def send(name, call):
    try:
        call()
    except Exception:
        print(name, file=sys.stderr)
        traceback.print_exc()


`,
  call: (operationId, _argument, literal) => `send("${operationId}", lambda: api.${snake(operationId)}(${literal}))`,
  foot: '',
};

const go: Program = {
  file: 'main.go',
  literals: {
    string: '"a b&c=d/é+%"',
    integer: '9007199254740991',
    number: '1.23456789012345',
    boolean: 'true',
    date: '"2026-01-15"',
    'date-time': 'moment',
    enum: 'petsage.COUNTRY_NO',
    file: 'file()',
    object: '*petsage.NewItem("ab", 3)',
    patch: 'patch',
    pet: '*petsage.NewPet("Ada & Bo", 3, 1.5, true, "2026-01-15", precise, petsage.COUNTRY_NO, []string{"a,b", "c"}, *petsage.NewItem("Cy", 4))',
    'string[]': '[]string{"a,b", "c d"}',
    'integer[]': '[]int32{1, 2}',
    'enum[]': '[]petsage.Country{petsage.COUNTRY_NO, petsage.COUNTRY_SE}',
    'date-time[]': '[]time.Time{moment, precise}',
    'object[]': '[]petsage.Item{*petsage.NewItem("ab", 3), *petsage.NewItem("cd", 4)}',
    'file[]': '[]*os.File{file(), file()}',
  },
  head: `package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	petsage "petsage.example/clients/go"
)

func file() *os.File {
	opened, err := os.Open(os.Getenv("${FILE_VARIABLE}"))
	if err != nil {
		panic(err)
	}
	return opened
}

func send(name string, call func() (*http.Response, error)) {
	if _, err := call(); err != nil {
		fmt.Fprintln(os.Stderr, name, err)
	}
}

func main() {
	config := petsage.NewConfiguration()
	config.Servers = petsage.ServerConfigurations{{URL: os.Args[1]}}
	api := petsage.NewAPIClient(config).ValuesAPI
	ctx := context.Background()
	patch := *petsage.NewPatch()
	patch.SetName("Bo")
	patch.SetNoteNil()
	moment, _ := time.Parse(time.RFC3339Nano, "${TIME}")
	precise, _ := time.Parse(time.RFC3339Nano, "${PRECISE_TIME}")
`,
  call(operationId, argument, literal) {
    const name = upper(operationId);
    // Path parameters are arguments of the function itself.
    const request = operationId.startsWith('sendPath') ? `${name}(ctx, ${literal})` : `${name}(ctx).${upper(argument)}(${literal})`;
    return `	send("${operationId}", func() (*http.Response, error) { return api.${request}.Execute() })`;
  },
  foot: '}\n',
};

const java: Program = {
  file: 'src/main/java/Main.java',
  literals: {
    string: '"a b&c=d/é+%"',
    integer: '9007199254740991L',
    number: '1.23456789012345',
    boolean: 'true',
    date: 'DAY',
    'date-time': 'TIME',
    enum: 'Country.NO',
    file: 'FILE',
    object: 'item("ab", 3)',
    patch: 'new Patch().name("Bo").note(null)',
    pet: 'new Pet().name("Ada & Bo").count(3).weight(1.5).tame(true).born(DAY).at(PRECISE).country(Country.NO).tags(List.of("a,b", "c")).parent(item("Cy", 4))',
    'string[]': 'List.of("a,b", "c d")',
    'integer[]': 'List.of(1, 2)',
    'enum[]': 'List.of(Country.NO, Country.SE)',
    'date-time[]': 'List.of(TIME, PRECISE)',
    'object[]': 'List.of(item("ab", 3), item("cd", 4))',
    'file[]': 'List.of(FILE, FILE)',
  },
  head: `import com.petsage.client.ApiClient;
import com.petsage.client.api.ValuesApi;
import com.petsage.client.model.Country;
import com.petsage.client.model.Item;
import com.petsage.client.model.Patch;
import com.petsage.client.model.Pet;
import java.io.File;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

public class Main {
  static final LocalDate DAY = LocalDate.parse("2026-01-15");
  static final OffsetDateTime TIME = OffsetDateTime.parse("${TIME}");
  static final OffsetDateTime PRECISE = OffsetDateTime.parse("${PRECISE_TIME}");
  static final File FILE = new File(System.getenv("${FILE_VARIABLE}"));

  interface Call {
    void run() throws Exception;
  }

  static Item item(String name, int count) {
    return new Item().name(name).count(count);
  }

  static void send(String name, Call call) {
    try {
      call.run();
    } catch (Exception error) {
      System.err.println(name + " " + error);
    }
  }

  public static void main(String[] args) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    ValuesApi api = new ValuesApi(client);
`,
  call: (operationId, _argument, literal) => `    send("${operationId}", () -> api.${operationId}(${literal}));`,
  foot: '  }\n}\n',
};

const kotlin: Program = {
  file: 'src/main/kotlin/Main.kt',
  literals: {
    ...java.literals,
    date: 'day',
    'date-time': 'time',
    file: 'file',
    object: 'Item("ab", 3)',
    patch: 'Patch("Bo", null)',
    pet: 'Pet("Ada & Bo", 3, 1.5, true, day, precise, Country.NO, listOf("a,b", "c"), Item("Cy", 4))',
    'string[]': 'listOf("a,b", "c d")',
    'integer[]': 'listOf(1, 2)',
    'enum[]': 'listOf(Country.NO, Country.SE)',
    'date-time[]': 'listOf(time, precise)',
    'object[]': 'listOf(Item("ab", 3), Item("cd", 4))',
    'file[]': 'listOf(file, file)',
  },
  head: `import com.petsage.client.apis.ValuesApi
import com.petsage.client.models.Country
import com.petsage.client.models.Item
import com.petsage.client.models.Patch
import com.petsage.client.models.Pet
import java.io.File
import java.time.LocalDate
import java.time.OffsetDateTime

val day: LocalDate = LocalDate.parse("2026-01-15")
val time: OffsetDateTime = OffsetDateTime.parse("${TIME}")
val precise: OffsetDateTime = OffsetDateTime.parse("${PRECISE_TIME}")
val file = File(System.getenv("${FILE_VARIABLE}"))

fun send(name: String, call: () -> Unit) {
    try {
        call()
    } catch (error: Exception) {
        System.err.println("$name $error")
    }
}

fun main(args: Array<String>) {
    val api = ValuesApi(args[0])
`,
  call: (operationId, _argument, literal) => `    send("${operationId}") { api.${operationId}(${literal}) }`,
  foot: '}\n',
};

const rust: Program = {
  file: 'src/main.rs',
  literals: {
    string: '"a b&c=d/é+%"',
    integer: '9007199254740991',
    number: '1.23456789012345',
    boolean: 'true',
    date: 'day',
    'date-time': 'time',
    enum: 'Country::No',
    file: 'file.clone()',
    object: 'Item::new("ab".into(), 3)',
    patch: 'Patch { name: Some("Bo".into()), note: Some(None) }',
    pet: 'Pet::new("Ada & Bo".into(), 3, 1.5, true, day, precise, Country::No, vec!["a,b".into(), "c".into()], Item::new("Cy".into(), 4))',
    'string[]': 'vec!["a,b".into(), "c d".into()]',
    'integer[]': 'vec![1, 2]',
    'enum[]': 'vec![Country::No, Country::Se]',
    'date-time[]': 'vec![time, precise]',
    'object[]': 'vec![Item::new("ab".into(), 3), Item::new("cd".into(), 4)]',
    'file[]': 'vec![file.clone(), file.clone()]',
  },
  head: `use petsage_client::apis::configuration::Configuration;
use petsage_client::apis::values_api::*;
use petsage_client::models::{Country, Item, Patch, Pet};

fn report<E: std::fmt::Debug>(name: &str, result: Result<(), E>) {
    if let Err(error) = result {
        eprintln!("{} {:?}", name, error);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut configuration = Configuration::new();
    configuration.base_path = std::env::args().nth(1).unwrap();
    let file = std::path::PathBuf::from(std::env::var("${FILE_VARIABLE}").unwrap());
    let day = "2026-01-15".parse().unwrap();
    let time = "${TIME}".parse().unwrap();
    let precise = "${PRECISE_TIME}".parse().unwrap();
`,
  call: (operationId, _argument, literal) => `    report("${operationId}", ${snake(operationId)}(&configuration, ${literal}).await);`,
  foot: '}\n',
};

/** The languages whose clients are called, by the name that `npm run client` gives them. */
export const programs: Readonly<Record<string, Program>> = {
  typescript: typescript(`new Date('2026-01-15')`, 'time', 'precise'),
  'typescript-axios': typescript(`'2026-01-15'`, 'timeText', 'preciseText'),
  python,
  go,
  java,
  rust,
  kotlin,
};

/** The program of a language. @returns its text by its path below the folder of the program */
export function programOf(language: string, cases: readonly (ValueCase & { readonly kind: string })[]): { readonly path: string; readonly text: string } {
  const { file, head, foot, literals, textDates, call } = programs[language] as Program;
  const literalOf = ({ type, kind }: { readonly type: ValueType; readonly kind: string }) => {
    if (takesText(language, kind)) return textDates?.[type] as string;
    if (type === 'token') return literals.string.replace(/a b[^"']*/, 'a-b');
    if (type === 'token[]') return literals['string[]'].replace('a,b', 'a').replace('c d', 'b');
    return literals[type];
  };
  return { path: file, text: `${head}${cases.map((each) => `${call(each.operationId, argumentOf(each), literalOf(each))}\n`).join('')}${foot}` };
}

/** Generators name the argument of a body after its schema. */
function argumentOf({ place, type, operationId }: ValueCase): string {
  if (place === 'header') return 'xValue';
  if (place !== 'body') return 'value';
  if (type === 'pet' || type === 'patch') return type;
  if (type === 'object[]') return 'item';
  return type.endsWith('[]') && operationId.includes('Json') ? 'requestBody' : 'body';
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
