import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

async function bundle(entry: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [`src/resource-server/${entry}`],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  })
  const [file] = outputFiles
  return { bytes: file!.contents.byteLength, inputs: Object.keys(metafile.inputs) }
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

  it('contains nothing of the server behind the door for Hono either', async () => {
    const { inputs } = await bundle('hono.ts')
    expect(inputs.filter((path) => /src\/(?!resource-server|protocol)/.test(path))).toEqual([])
  })
})
