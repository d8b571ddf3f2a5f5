import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@petsage/openapi-compiler/internal';
import { requestValues } from './request-values.ts';

/** A change of generated code for which the generator has no setting. Where the code doesn't have the text, nothing is changed. */
interface Correction {
  /** The path of the file, relative to the client. */
  readonly file: RegExp;
  /** Global, so that every occurrence is corrected. */
  readonly search: RegExp;
  readonly replacement: string;
}

const KOTLIN_APIS = /\/apis\/\w+\.kt$/;
const RUST_APIS = /^src\/apis\/\w+_api\.rs$/;

/**
 * What makes clients send the values that they got, by language. `npm run test:clients` calls a service with each kind of value,
 * so it shows which corrections a new release of openapi-generator needs, and which it doesn't need anymore.
 */
const CORRECTIONS: Readonly<Record<string, readonly Correction[]>> = {
  typescript: [
    // A multipart form without a file was sent as application/x-www-form-urlencoded.
    {
      file: /^src\/apis\/.*\.ts$/,
      search: /(contentType: 'multipart\/form-data' \},\n(?:.*\n){1,8}? *let useForm = )false;/g,
      replacement: '$1canConsumeForm;',
    },
    // Dates in the list of a form were written as the language prints them.
    {
      file: /^src\/apis\/.*\.ts$/,
      search: /(formParams\.append\('[^'\n]*', )element as any\)/g,
      replacement: '$1((item: any) => (item instanceof Date ? item.toISOString() : item))(element))',
    },
    // Values of the example have no quotes, and are no code where the document has no example.
    { file: /^README\.md$/, search: /^( *\w+: )(\d{4}-\d\d-\d\d(?:T[^,\n]*)?),$/gm, replacement: '$1new Date("$2"),' },
    { file: /^README\.md$/, search: /^( *\w+: )(\w+_example),$/gm, replacement: '$1"$2",' },
    { file: /^README\.md$/, search: /^( *\w+: )BINARY_DATA_HERE,$/gm, replacement: '$1new Blob([]),' },
    { file: /^README\.md$/, search: /^( *\w+: )(?:\.\.\.|Object),$/gm, replacement: '$1{} as any,' },
    // Dates of an object were strings.
    { file: /^README\.md$/, search: /^( *\/\/ ([A-Z]\w*)\n *\w+: )(\{.+\}),$/gm, replacement: '$1$2FromJSON($3),' },
    { file: /^README\.md$/, search: /(import \{\n *)(Configuration,\n)(?=(?:(?!```)[\s\S])*: (\w+FromJSON)\()/g, replacement: '$1$2  $3,\n' },
  ],
  'typescript-axios': [
    // A parameter of the name `key` or `value` was hidden by the variables of the loop over its members, which did not compile.
    {
      file: /^api\.ts$/,
      search: /for \(const \[key, value\] of Object\.entries\((\w+)\)\) \{\n( *)localVarQueryParameter\[key\] = value;/g,
      replacement: 'for (const [memberName, memberValue] of Object.entries($1)) {\n$2localVarQueryParameter[memberName] = memberValue;',
    },
    // Strings of a list in a header had the quotes of JSON.
    {
      file: /^api\.ts$/,
      search: /\(<any>"Array<\w+>" !== "Array<string>"\) \? JSON\.stringify\(value, (\w+)\) : \(value \|\| ""\)/g,
      replacement: 'typeof value === "string" ? value : JSON.stringify(value, $1)',
    },
    // Of a list in a form only the last item was sent, and objects in one as the language prints them.
    {
      file: /^api\.ts$/,
      search: /(\.forEach\(\(element\) => \{\s*localVarFormParams\.)(?:set|append)\(('[^'\n]*'), element as any\)/g,
      replacement:
        "$1append($2, ((item: any) => (item instanceof Blob || typeof item !== 'object' ? item : new Blob([JSON.stringify(item)], { type: 'application/json' })))(element))",
    },
  ],
  python: [
    // `strftime` writes the offset without a colon, which RFC 3339 requires.
    {
      file: /^\w+\/api\/\w+\.py$/,
      search: /\.strftime\(\s*self\.api_client\.configuration\.datetime_format\s*\)/g,
      replacement: '.isoformat()',
    },
    // urllib3 takes numbers with a fraction neither as headers nor as parts of a form.
    {
      file: /^\w+\/api_client\.py$/,
      search: /header_params = dict\(\n\s*self\.parameters_to_tuples\(header_params, ?collection_formats\)\n\s*\)/g,
      replacement:
        'header_params = {\n                name: str(value) if isinstance(value, float) else value\n                for name, value in self.parameters_to_tuples(header_params, collection_formats)\n            }',
    },
    {
      file: /^\w+\/rest\.py$/,
      search: /\(a, json\.dumps\(b\)\) if isinstance\(b, dict\) else \(a, ?b\)/g,
      replacement: '(a, json.dumps(b)) if isinstance(b, dict) else (a, str(b) if isinstance(b, float) else b)',
    },
    // The client is in no repository of its own: the same for PHP, Ruby and C#.
    {
      file: /^README\.md$/,
      search: /If the python package is hosted on a repository[\s\S]*?pip install git\+\S+\n```\n\(you may need.*\)\n/g,
      replacement: '```sh\npip install .\n```\n',
    },
    // The key of an operation comes from the environment.
    {
      file: /^README\.md$/,
      search: /(```python\n\n?)(import \w+\n(?:(?!```)[\s\S])*?os\.environ\[)/g,
      replacement: '$1import os\n$2',
    },
    { file: /^pyproject\.toml$/, search: /\[project\.urls\]\nRepository = ".*GIT_USER_ID.*"\n\n?/g, replacement: '' },
  ],
  go: [
    // Times and lists in a path were written as Go prints them.
    {
      file: /^client\.go$/,
      search: /(func parameterValueToString\( obj interface\{\}, key string \) string \{\n)/g,
      replacement: `$1	if t, ok := obj.(time.Time); ok {
		return t.Format(time.RFC3339Nano)
	}
	if v := reflect.ValueOf(obj); v.Kind() == reflect.Slice {
		items := make([]string, v.Len())
		for i := range items {
			items[i] = parameterValueToString(v.Index(i).Interface(), key)
		}
		return strings.Join(items, ",")
	}
`,
    },
    // Numbers lost digits beyond those of 32 bits.
    {
      file: /^client\.go$/,
      search: /strconv\.FormatFloat\(v\.Float\(\), 'g', -1, 32\)/g,
      replacement: "strconv.FormatFloat(v.Float(), 'f', -1, v.Type().Bits())",
    },
    // Items that are separated by spaces or pipes were sent as if the parameter was exploded, and of a header only the last one.
    {
      file: /^client\.go$/,
      search:
        /if collectionType == "csv" && valuesMap\.Get\(keyPrefix\) != "" \{\n(\s*)valuesMap\.Set\(keyPrefix, valuesMap\.Get\(keyPrefix\) \+ "," \+ value\)/g,
      replacement:
        'if delimiter, ok := map[string]string{"csv": ",", "ssv": " ", "pipes": "|"}[collectionType]; ok && valuesMap.Get(keyPrefix) != "" {\n$1valuesMap.Set(keyPrefix, valuesMap.Get(keyPrefix) + delimiter + value)',
    },
    {
      file: /^client\.go$/,
      search: /(case map\[string\]string:\n)(\s*)valuesMap\[keyPrefix\] = value\n/g,
      replacement:
        '$1$2if before, ok := valuesMap[keyPrefix]; ok && collectionType == "csv" {\n$2\tvalue = before + "," + value\n$2}\n$2valuesMap[keyPrefix] = value\n',
    },
    // JSON text was sent without its quotes, and objects of a form member by member.
    {
      file: /^client\.go$/,
      search: /(\} else if s, ok := body\.\(\*?string\); ok) \{/g,
      replacement: '$1 && !JsonCheck.MatchString(contentType) {',
    },
    {
      file: /^client\.go$/,
      search: /(\/\/ helper for converting interface\{\} parameters to json strings\n)/g,
      replacement: `// parameterAddToForm adds an object as JSON, and anything else as text
func parameterAddToForm(form url.Values, key string, obj interface{}, style string, collectionType string) {
	v := reflect.ValueOf(obj)
	for v.Kind() == reflect.Ptr && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice && collectionType != "csv" {
		for i := 0; i < v.Len(); i++ {
			parameterAddToForm(form, key, v.Index(i).Interface(), style, collectionType)
		}
		return
	}
	if _, ok := obj.(MappedNullable); ok || (v.IsValid() && v.Type().Implements(reflect.TypeOf((*MappedNullable)(nil)).Elem())) {
		if text, err := parameterToJson(obj); err == nil {
			form.Add(key, text)
			return
		}
	}
	parameterAddToHeaderOrQuery(form, key, obj, style, collectionType)
}

$1`,
    },
    { file: /^api_\w+\.go$/, search: /parameterAddToHeaderOrQuery\((localVarFormParams, .*, "(?:form)?", "\w*"\))/g, replacement: 'parameterAddToForm($1' },
  ],
  java: [
    // Lists in a path or header, and objects in a form, were written as Java prints them, and times of a full minute without seconds, which RFC 3339 requires.
    {
      file: /\/ApiClient\.java$/,
      search: /(public static String valueToString\(Object value\) \{\n)/g,
      replacement: `$1    if (value instanceof Collection) {
      return ((Collection<?>) value).stream().map(ApiClient::valueToString).collect(Collectors.joining(","));
    }
    if (value != null && !(value instanceof Enum) && value.getClass().getPackageName().endsWith(".model")) {
      try {
        return createDefaultObjectMapper().writeValueAsString(value);
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }
`,
    },
    {
      file: /\/api\/\w+Api\.java$/,
      search: /(urlEncode\(|\.header\("[^"\n]*", |addTextBody\("[^"\n]*", |BasicNameValuePair\("[^"\n]*", )(\w+(?:\.get\(i\))?)\.toString\(\)/g,
      replacement: '$1ApiClient.valueToString($2)',
    },
    // The bytes of a file were replaced by its path, as JSON.
    {
      file: /\/api\/\w+Api\.java$/,
      search:
        /(RequestBuilder\((?:@[\w.]+ )?File (\w+),(?:(?!\n {2}\})[\s\S])*?)byte\[\] localVarPostBody = memberVarObjectMapper\.writeValueAsBytes\(\2\);\n(.*)BodyPublishers\.ofByteArray\(localVarPostBody\)/g,
      replacement: '$1$3BodyPublishers.ofFile($2.toPath())',
    },
  ],
  rust: [
    // A model in a form had a path that does not exist.
    { file: /^src\/apis\/\w+\.rs$/, search: /models::models::/g, replacement: 'models::' },
    // Values outside of JSON were written as Rust prints them: times with a space, and models not at all, which did not compile.
    {
      file: /^src\/apis\/mod\.rs$/,
      search: /(pub fn urlencode<T: AsRef<str>>\(s: T\) -> String \{\n.*\.collect)\(\)\n\}\n/g,
      replacement: `$1::<String>().replace('+', "%20")
}

/// A value as text: a string as it is, anything else as JSON.
pub fn text<T: serde::Serialize + ?Sized>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}
`,
    },
    {
      file: RUST_APIS,
      search: /=(\w+)\.join\(","\)\.as_ref\(\)/g,
      replacement: '=crate::apis::urlencode($1.iter().map(|item| crate::apis::text(item)).collect::<Vec<String>>().join(","))',
    },
    {
      file: RUST_APIS,
      search: /(\.header\("[^"\n]*", \w+)\.join\(","\)\.to_string\(\)/g,
      replacement: '$1.iter().map(|item| crate::apis::text(item)).collect::<Vec<String>>().join(",")',
    },
    { file: RUST_APIS, search: /=(p_path_\w+)(?:\.to_string\(\))?(?=[,)])/g, replacement: '=crate::apis::urlencode(crate::apis::text(&$1))' },
    // The items of a form were joined by commas.
    {
      file: RUST_APIS,
      search: /multipart_form = multipart_form\.text\(("[^"\n]*"), (\w+)\.into_iter\(\)\.map\(\|p\| p\.to_string\(\)\).*;/g,
      replacement: 'for item in $2 { multipart_form = multipart_form.text($1, crate::apis::text(&item)); }',
    },
    {
      file: RUST_APIS,
      search: /multipart_form_params\.insert\(("[^"\n]*"), (\w+)\.into_iter\(\)\.map\(\|p\| p\.to_string\(\)\).*;/g,
      replacement: 'for item in $2 { multipart_form_params.push(($1, crate::apis::text(&item))); }',
    },
    { file: RUST_APIS, search: /multipart_form_params\.insert\(("[^"\n]*"), (.*)\);/g, replacement: 'multipart_form_params.push(($1, $2));' },
    {
      file: RUST_APIS,
      search: /let mut multipart_form_params = std::collections::HashMap::new\(\);/g,
      replacement: 'let mut multipart_form_params: Vec<(&str, String)> = Vec::new();',
    },
    // The items of a query were joined by commas, whatever its style.
    { file: RUST_APIS, search: /(match "ssv" \{(?:.*\n){2}?.*join\(")(?:,)("\))/g, replacement: '$1 $2' },
    { file: RUST_APIS, search: /(match "pipes" \{(?:.*\n){2}?.*join\(")(?:,)("\))/g, replacement: '$1|$2' },
    { file: RUST_APIS, search: /(?<!\w)(p|(?:p_(?:query|form|header)|param)_\w+)\.to_string\(\)/g, replacement: 'crate::apis::text(&$1)' },
  ],
  kotlin: [
    // The names of arguments that are keywords were escaped for HTML.
    { file: KOTLIN_APIS, search: /&#x60;/g, replacement: '`' },
    // Times of a full minute were written without seconds, which RFC 3339 requires, and items of other styles joined by nothing.
    {
      file: /\/infrastructure\/ApiAbstractions\.kt$/,
      search: /val defaultMultiValueConverter: \(item: Any\?\) -> String = \{ item -> "\$item" \}/g,
      replacement: `val defaultMultiValueConverter: (item: Any?) -> String = { item -> textOf(item) }

fun textOf(value: Any?): String = when (value) {
    is Iterable<*> -> value.joinToString(",") { textOf(it) }
    is java.time.OffsetDateTime -> java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value)
    else -> value.toString()
}`,
    },
    { file: /\/infrastructure\/ApiAbstractions\.kt$/, search: /^( *)"pipe" ->(.*)\n *"space" ->/gm, replacement: '$1"pipes" ->$2\n$1"ssv" ->' },
    { file: KOTLIN_APIS, search: /^import (.*)\.infrastructure\.RequestConfig$/gm, replacement: '$&\nimport $1.infrastructure.textOf' },
    { file: KOTLIN_APIS, search: /encodeURIComponent\((`?\w+`?)\.(?:toString\(\)|joinToString\(","\))\)/g, replacement: 'encodeURIComponent(textOf($1))' },
    {
      file: KOTLIN_APIS,
      search: /(localVariableHeaders\["[^"\n]*"\] = )this\.(?:toString\(\)|joinToString\(separator = collectionDelimiter\("csv"\)\))/g,
      replacement: '$1textOf(this)',
    },
    // The items of a form were one value, in brackets.
    {
      file: /\/infrastructure\/ApiClient\.kt$/,
      search: /add\(name, parameterToString\(part\.body\)\)/g,
      replacement: '(part.body as? Iterable<*> ?: listOf(part.body)).forEach { add(name, parameterToString(it)) }',
    },
    // Objects in the list of a form were written as Kotlin prints them.
    {
      file: /\/infrastructure\/ApiClient\.kt$/,
      search: /(is LocalTime -> .*\n *else -> )value\.toString\(\)/g,
      replacement:
        '$1if (value !is Enum<*> && value.javaClass.name.contains(".models.")) Serializer.moshi.adapter<Any>(value.javaClass).toJson(value) else value.toString()',
    },
  ],
  php: [
    {
      file: /^README\.md$/,
      search: /"type": "vcs",\n(\s*)"url": "https:\/\/github\.com\/GIT_USER_ID\/GIT_REPO_ID\.git"/g,
      replacement: '"type": "path",\n$1"url": "./clients/php"',
    },
    { file: /^README\.md$/, search: /"GIT_USER_ID\/GIT_REPO_ID"/g, replacement: '"petsage/client"' },
  ],
  ruby: [{ file: /^README\.md$/, search: /### Install from Git\n[\s\S]*?(?=### )/g, replacement: '' }],
  csharp: [{ file: /\.csproj$/, search: / *<RepositoryUrl>.*GIT_USER_ID.*<\/RepositoryUrl>\n/g, replacement: '' }],
};

/** Rust's clients send neither the media type of bytes, nor that of JSON with another name than `application/json`. */
function rustMediaTypes(root: JsonObject): Correction[] {
  const bodies = Map.groupBy(
    requestValues(root).filter(({ kind }) => kind.startsWith('body, ')),
    ({ operation }) => operation,
  );
  return [...bodies].flatMap(([operation, [body, ...others]]) => {
    const type = body?.name.replace(/ body$/, '') ?? '';
    if (others.length > 0 || type.includes('*') || !/^body, (?:\+json|binary):/.test(body?.kind ?? '')) return [];
    const [method, path = ''] = operation.split(' ');
    const request = `format!\\("\\{\\}${path.replace(/[^\w/]/g, '\\$&')}".*\\n *let mut req_builder = configuration\\.client\\.request\\(reqwest::Method::${method}, &uri_str\\)`;
    return [{ file: RUST_APIS, search: new RegExp(request, 'g'), replacement: `$&.header(reqwest::header::CONTENT_TYPE, ${JSON.stringify(type)})` }];
  });
}

/** Corrects a client that was just generated. @param root the document */
export function correctClient(language: string, folder: string, root: JsonObject): void {
  const corrections = [...(CORRECTIONS[language] ?? []), ...(language === 'rust' ? rustMediaTypes(root) : [])];
  if (corrections.length === 0 || !existsSync(folder)) return;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const fitting = corrections.filter(({ file }) => file.test(path));
    if (fitting.length === 0) continue;
    const before = readFileSync(join(folder, path), 'utf8');
    const after = fitting.reduce((text, { search, replacement }) => text.replace(search, replacement), before);
    if (after !== before) writeFileSync(join(folder, path), after);
  }
}
