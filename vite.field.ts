import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { preact } from '@preact/preset-vite'
import { type InlineConfig, type Plugin, build } from 'vite'
import { drawIcon } from './bin/icon.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const source = here('./kernel/web/field')
const out = here('./dist/web/field')

/** Phones handed down to volunteers: Chrome 98 (2022). */
const target = ['chrome98', 'safari15.4', 'firefox98']

const common: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  cacheDir: here('./.cache/vite-field'),
  mode: 'production',
}

/**
 * Builds the field app after the office's: a bundle of its own, so that a phone loads nothing of the office, then the
 * worker that keeps the bundle on the phone and therefore has to know its files.
 */
export function fieldApp(): Plugin {
  return {
    name: 'qianxian-field',
    apply: 'build',
    async closeBundle() {
      await buildApp()
      const shell = describeShell()
      await buildWorker('sw', shell)
      await buildWorker('sw-off', shell)
      pack(here('./dist/web'))
    },
  }
}

async function buildApp(): Promise<void> {
  const start = startModules()
  await build({
    ...common,
    root: source,
    base: '/field/',
    plugins: [preact({ devToolsEnabled: false, reactAliasesEnabled: false }), leanZod(), pictures(), start.plugin],
    build: {
      outDir: out,
      emptyOutDir: true,
      target,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: { groups: [{ name: 'start', test: start.has, includeDependenciesRecursively: false }] },
        },
      },
    },
    // No module worker: older Firefoxes have none.
    worker: { format: 'iife' },
  })
}

/**
 * What the start page needs, in one file: shared with parts that are read later it would otherwise come in four, and a
 * cheap phone asks for each in turn.
 */
function startModules(): { plugin: Plugin; has: (id: string) => boolean } {
  const found = new Set<string>()
  return {
    has: (id) => found.has(id),
    plugin: {
      name: 'qianxian-field-start',
      buildEnd() {
        const visit = (id: string) => {
          if (found.has(id)) return
          found.add(id)
          for (const next of this.getModuleInfo(id)?.importedIds ?? []) visit(next)
        }
        for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) visit(id)
      },
    },
  }
}

/** What would be said where a piece of zod that the phone goes without is not where it was. */
function cut(text: string, piece: string | RegExp, by: string): string {
  const rest = text.replace(piece, by)
  if (rest === text) throw new Error(`vite.field.ts: this zod has no ${String(piece)} to leave out`)
  return rest
}

/**
 * Zod can do far more than check the acts of a phone, and 10 KB packed of it are carried along by name alone: the making
 * of JSON schemas, formats of text that no act has, ways to join and change schemas, schemas that refer to themselves, and checks compiled to code, which
 * our content security policy forbids anyway.
 */
function leanZod(): Plugin {
  return {
    name: 'qianxian-field-lean-zod',
    enforce: 'pre',
    load(id) {
      // What zod would say of a wrong payload in English: on the phone that is a bug, and not read by anybody.
      if (/[\\/]zod[\\/]v4[\\/]locales[\\/]en\.js$/.test(id))
        return "export default () => ({ localeError: () => 'invalid' })"
      if (!/[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/.test(id)) return undefined
      const names = readFileSync(id, 'utf8').matchAll(/^export (?:const|function|class) (\w+)/gm)
      const stand = "const no = () => () => { throw new Error('no JSON schemas on the phone') }\n"
      return stand + Array.from(names, ([, name]) => `export const ${name} = no\n`).join('')
    },
    transform(code, id) {
      if (!/[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/.test(id)) return undefined
      const formats = /^ {4}\w+\(params\) \{\n {8}return this\.check\(core\._\w+\(Zod\w+, params\)\);\n {4}\},\n/gm
      const ways =
        /^ {4}(?:exactOptional|nonoptional|or|and|transform|prefault|catch|pipe|readonly|refine|superRefine)\(.*\) \{\n {8}return .*\n {4}\},\n/gm
      const short = cut(cut(code, formats, ''), ways, '')
      const lean = cut(short, 'core.config({ memoizer: core.memoizer() })', 'undefined')
      return cut(lean, 'core.$ZodObjectJIT.init', 'core.$ZodObject.init')
    },
  }
}

/** The icons, drawn here, and what the office's app has already. */
function pictures(): Plugin {
  return {
    name: 'qianxian-field-pictures',
    generateBundle() {
      for (const name of ['icon.svg', 'early.js'])
        this.emitFile({ type: 'asset', fileName: name, source: readFileSync(here(`./kernel/web/public/${name}`)) })
      for (const size of [192, 512])
        this.emitFile({ type: 'asset', fileName: `icon-${size}.png`, source: drawIcon(size, { round: true }) })
      this.emitFile({ type: 'asset', fileName: 'icon-mask-512.png', source: drawIcon(512, { round: false }) })
    },
  }
}

interface Shell {
  version: string
  files: string[]
}

/** Every file of the app, and a version that changes whenever one of them does. */
function describeShell(): Shell {
  const files = filesBelow(out).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(out, file)))
  return { version: hash.digest('hex').slice(0, 12), files: files.map((file) => `/field/${file}`) }
}

async function buildWorker(name: string, shell: Shell): Promise<void> {
  await build({
    ...common,
    root: source,
    publicDir: false,
    define: { SHELL: JSON.stringify(shell) },
    build: {
      outDir: out,
      emptyOutDir: false,
      target,
      rolldownOptions: {
        input: join(source, 'worker', `${name}.ts`),
        output: { format: 'iife', entryFileNames: `${name}.js` },
      },
    },
  })
}

/** What is worth packing is packed once, here, and not at each request. */
function pack(folder: string): void {
  for (const file of filesBelow(folder)) {
    const path = join(folder, file)
    if (!/\.(?:js|css|svg|wasm|webmanifest)$/.test(file) || statSync(path).size < 1024) continue
    const text = readFileSync(path)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params }))
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
}
