// The API by its own description: a path, a field or an answer that is not in web/openapi.json does not pass the type check.
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Me = Schemas['Me'];
export type Series = Schemas['SeriesOut'];
export type Episode = Schemas['EpisodeOut'];
export type Version = Schemas['VersionOut'];
export type Cue = Schemas['CueOut'];
export type Stage = Schemas['Stage'];
export type Status = Schemas['Status'];
export type Action = Schemas['Action'];
export type Grant = Schemas['Grant'];
export type Comment = Schemas['CommentOut'];
export type Comments = Schemas['CommentsOut'];
export type Anchor = Schemas['AnchorIn'];
export type FileOf = Schemas['FileOut'];
export type Peaks = Schemas['PeaksOut'];
export type Graph = Schemas['GraphOut'];
export type CuePage = Schemas['CuePageOut'];
export type Run = Schemas['RunOut'];
export type Material = Schemas['MaterialOut'];
export type Hold = Schemas['Hold'];
export type Span = Schemas['SpanOut'];

type Told<O> = O extends { responses: infer R }
  ? R extends { 200: { content: { 'application/json': infer J } } }
    ? J
    : R extends { 201: { content: { 'application/json': infer J } } }
      ? J
      : never
  : never;
type Asked<O> = O extends { requestBody: { content: { 'application/json': infer J } } } ? J : undefined;
type With<M extends 'get' | 'post'> = { [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never }[keyof paths];
type Fields = Record<string, string | number | boolean>;

/** What the server did not do, in both languages; `kind` is the class of refusal. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    readonly en: string,
    readonly ko: string,
  ) {
    super(en);
  }
}

let token = '';

export function keepToken(of: string): void {
  token = of;
}

/** An address of the API with its fields in place; those that are not in the path go into the query. */
export function address(path: With<'get'> | With<'post'>, fields: Fields = {}): string {
  const left = new URLSearchParams();
  let full: string = path;
  for (const [name, value] of Object.entries(fields)) {
    const at = `{${name}}`;
    if (full.includes(at)) full = full.replace(at, encodeURIComponent(value));
    else left.set(name, String(value));
  }
  return left.size ? `${full}?${left}` : full;
}

export async function get<P extends With<'get'>>(path: P, fields: Fields = {}): Promise<Told<paths[P]['get']>> {
  return sent('GET', address(path, fields));
}

export async function post<P extends With<'post'>>(
  path: P,
  fields: Fields,
  body: Asked<paths[P]['post']>,
): Promise<Told<paths[P]['post']>> {
  return sent('POST', address(path, fields), body);
}

async function sent<T>(method: string, url: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers: method === 'GET' ? {} : { 'Content-Type': 'application/json', 'X-Yeoun-Token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(0, 'NoServer', 'The studio does not answer. What was not confirmed is not kept: try again.',
      '스튜디오가 응답하지 않습니다. 확인되지 않은 것은 저장되지 않았습니다. 다시 시도하세요.');
  }
  const told = await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new Refused(answer.status, told?.kind ?? 'Refused', told?.en ?? answer.statusText, told?.ko ?? answer.statusText);
  }
  return told as T;
}
