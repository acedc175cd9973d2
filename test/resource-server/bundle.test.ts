import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/** What is loaded with an entry; what it loads when it is used comes in files of its own. */
async function bundle(entry: string) {
  const { metafile } = await build({
    entryPoints: [`src/resource-server/${entry}`],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    metafile: true,
  })
  const first = Object.keys(metafile.outputs).find((path) =>
    metafile.outputs[path]?.entryPoint?.endsWith(entry),
  )
  const loaded = new Set<string>()
  const load = (path: string) => {
    if (loaded.has(path)) return
    loaded.add(path)
    const imports = metafile.outputs[path]?.imports ?? []
    for (const one of imports) if (one.kind === 'import-statement') load(one.path)
  }
  load(first ?? '')
  const bytes = [...loaded].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0)
  return { bytes, inputs: Object.keys(metafile.inputs) }
}

describe('the package sallyport/resource-server', () => {
  it('stays within 25 kB minified, jose included', async () => {
    expect((await bundle('index.ts')).bytes).toBeLessThanOrEqual(25_000)
  })

  it('contains nothing of the server, and no framework', async () => {
    const { inputs } = await bundle('index.ts')
    const foreign = inputs.filter(
      (path) => !/(src\/(resource-server|protocol)\/|node_modules\/jose\/)/.test(path),
    )
    expect(foreign).toEqual([])
  })

  it.each(['hono.ts', 'mcp.ts'])(
    'contains nothing of the server behind the door %s either',
    async (entry) => {
      const { inputs } = await bundle(entry)
      expect(inputs.filter((path) => /src\/(?!resource-server|protocol)/.test(path))).toEqual([])
    },
  )

  it('the door for MCP adds 5.2 kB to that, and nothing of the MCP SDKs', async () => {
    const { bytes, inputs } = await bundle('mcp.ts')
    expect(bytes).toBeLessThanOrEqual(30_200)
    expect(inputs.filter((path) => path.includes('@modelcontextprotocol'))).toEqual([])
  })
})
