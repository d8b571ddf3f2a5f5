/** What a feature is built from, as `openapi/feature-request.schema.json` describes it. */
export interface FeatureRequest {
  readonly feature: string;
  readonly description: string;
  readonly requirements?: string | readonly string[];
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path?: string;
  readonly tag?: string;
  readonly openapi?: string | object;
}

/** What was asked for beyond the contract, an entry each; none for "none". */
export function requirementsOf({ requirements }: Pick<FeatureRequest, 'requirements'>): readonly string[] {
  if (requirements === undefined) return [];
  const list = typeof requirements === 'string' ? [requirements] : requirements;
  return list.length === 1 && list[0]?.trim().toLowerCase() === 'none' ? [] : list;
}
