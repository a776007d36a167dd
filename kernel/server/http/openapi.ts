import { z } from 'zod'
import { problemKinds } from '#shared/problem.ts'
import type { Route } from './route.ts'

/** RFC 9457, with our code and sentences beside its own members. */
export const ProblemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().describe('A sentence for the person, in the language asked for; says what to do next.'),
  details: z.unknown().optional(),
})

/** The OpenAPI 3.1 description of `routes`, made from the schemas that the handlers really use. */
export function describeApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] ??= {}
    paths[route.path]![route.method] = describeRoute(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Qianxian 千线',
      version: '1',
      description:
        'Lists in, one honest worklist out. Writing requests need the header `x-qianxian: 1`. Everything a person does is an act, sent with `POST /v1/push`.',
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'qianxian' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: schema(ProblemAnswer) },
    },
    'x-problems': problemKinds(),
  }
}

function describeRoute(route: Route): Record<string, unknown> {
  const parameters = [...describeParameters('path', route.params), ...describeParameters('query', route.query)]
  const success = typeof route.returns === 'string' ? file(route.returns) : json(schema(route.returns))
  return {
    summary: route.summary,
    operationId: `${route.method}${route.path.replace(/[^a-z0-9]+/gi, '_')}`,
    ...(route.may === 'anyone' ? { security: [] } : { security: [{ session: [] }, { bearer: [] }] }),
    ...(route.may === 'anyone' || route.may === 'signed_in' ? {} : { 'x-permission': route.may }),
    parameters,
    ...(route.body ? { requestBody: { required: true, content: json(schema(route.body, 'input')).content } } : {}),
    ...(route.accepts ? { requestBody: { required: true, content: file(route.accepts).content } } : {}),
    responses: {
      200: { description: 'Done.', ...success },
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function describeParameters(where: 'path' | 'query', shape: z.ZodObject | undefined): unknown[] {
  return Object.entries(shape?.shape ?? {}).map(([name, type]) => ({
    name,
    in: where,
    required: where === 'path' || !(type as z.ZodType).safeParse(undefined).success,
    schema: schema(type as z.ZodType, 'input'),
  }))
}

function json(body: unknown): { content: Record<string, unknown> } {
  return { content: { 'application/json': { schema: body } } }
}

function file(mediaType: string): { content: Record<string, unknown> } {
  return { content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } } }
}

function schema(type: z.ZodType, io: 'input' | 'output' = 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { target: 'draft-2020-12', io, unrepresentable: 'any' })
  return rest
}
