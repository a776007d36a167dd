import { z } from 'zod'

const Count = z.int().min(0).optional()

/** JSON Schema 2020-12, as far as our description uses it; a word it does not know is a mistake. */
const Schema: z.ZodType<Record<string, unknown>> = z.lazy(() =>
  z.strictObject({
    $ref: z.string().startsWith('#/').optional(),
    type: z
      .enum(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
      .or(z.array(z.string()).min(1))
      .optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).min(1).optional(),
    format: z.string().optional(),
    pattern: z.string().refine(isPattern).optional(),
    contentEncoding: z.string().optional(),
    minLength: Count,
    maxLength: Count,
    minItems: Count,
    maxItems: Count,
    uniqueItems: z.boolean().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    multipleOf: z.number().optional(),
    properties: z.record(z.string(), Schema).optional(),
    propertyNames: Schema.optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    items: z.union([z.boolean(), Schema]).optional(),
    prefixItems: z.array(Schema).optional(),
    anyOf: z.array(Schema).min(1).optional(),
    oneOf: z.array(Schema).min(1).optional(),
    allOf: z.array(Schema).min(1).optional(),
    not: Schema.optional(),
  }),
)
function isPattern(text: string): boolean {
  return Boolean(new RegExp(text, 'u'))
}

const Content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema: Schema }))

const Operation = z.strictObject({
  summary: z.string().min(5),
  operationId: z.string().regex(/^\w+$/),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-permission': z.string().optional(),
  parameters: z.array(
    z.strictObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: Schema }),
  ),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^(?:[1-5]\d\d|default)$/),
    z.strictObject({ description: z.string(), content: Content }),
  ),
})

/** OpenAPI 3.1, as far as our description uses it. */
export const Document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'delete', 'patch']), Operation),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
    schemas: z.record(z.string(), Schema),
  }),
  'x-problems': z.array(z.strictObject({ code: z.string(), status: z.int(), zh: z.string(), en: z.string() })),
})
