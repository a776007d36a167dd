import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Call, route } from '#server/http/route.ts'
import { partBytes, showPhoto, stateOfPhoto, takePart } from './server/photos.ts'

const ofPhoto = z.object({ community: Id, photo: Id })
const Upload = z.object({ received: z.int(), done: z.boolean() })

/** Photos travel apart from acts, last of all, in parts: a phone goes on where its line broke. */
export const photoRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/photos/{photo}/parts',
    summary: 'How many bytes of a sealed photo have arrived. For its device, the hand-in token, and the office.',
    may: 'anyone',
    params: ofPhoto,
    query: z.object({ device: Id }),
    returns: Upload,
    handle: (call, { params, query }) => stateOfPhoto(call, { ...params, ...query, size: 0 }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/photos/{photo}/parts',
    summary: `A part (at most ${partBytes} bytes) of a photo that a phone sealed. Sending it again changes nothing.`,
    may: 'anyone',
    params: ofPhoto,
    query: z.object({
      device: Id,
      /** Where this part begins, and how many bytes there are in all. */
      at: z.coerce.number().int().min(0),
      size: z.coerce.number().int().min(1),
    }),
    accepts: 'application/octet-stream',
    returns: Upload,
    handle: async (call, { params, query }) => takePart(call, { ...params, ...query, bytes: await readPart(call) }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/photos/{photo}/look',
    summary: 'A photo. The look is an act in the log.',
    may: 'register.reveal',
    params: ofPhoto,
    body: z.object({}),
    returns: 'image/jpeg',
    handle: async (call, { params }) => {
      const picture = await showPhoto(call, params.community, params.photo)
      const headers = { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' }
      return new Response(new Uint8Array(picture), { headers })
    },
  }),
]

async function readPart(call: Call): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (call.http.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > partBytes) throw new Problem(problem.too_large, { limit: `${partBytes / 1024} KB` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
