/** What the compiler and the checks share with the run time. Internal: it may change in any version. */
export { TOKEN } from './http/headers.ts';
export { escapePart, unescapePart } from './http/json-pointer.ts';
export { type BodyKind, essenceOf, findDeclared, isJson, isOneOf, isText, kindOf } from './http/media-type.ts';
export { decodeComponent } from './http/percent-encoding.ts';
export type {
  CoercionSpec,
  DescribedTest,
  EncodingSpec,
  ErrorSchemaSpec,
  FormFile,
  FormSpec,
  FreeFormQuery,
  GeneratedRequirements,
  HeaderSpec,
  JsonType,
  MediaTypeSpec,
  NameTester,
  NestedSpec,
  NestingSpec,
  OperationDetails,
  OperationSpec,
  OperationsSpec,
  ParameterSpec,
  RequestBodySpec,
  ResponseSpec,
  StreamedFile,
  ValidationContext,
  ValidationError,
  Validator,
} from './operation-spec.ts';
export { constantError } from './response/header-constants.ts';
export { SegmentTemplate } from './routing/segment-template.ts';
