import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Programs of test/mcp/package.json that run to their end. */
export interface Programs {
  run(name: string, args: readonly string[], options?: RunOptions): Promise<Ran>
  /** Ends what still runs. */
  end(): void
}

interface RunOptions {
  env?: Record<string, string>
  /** What somebody types. */
  typed?: string
  /** Hears of standard output as it comes. */
  onOutput?: (text: string) => void
}

export interface Ran {
  code: number | null
  out: string
  /** What it says beside: standard error. */
  said: string
}

export function programs(): Programs {
  const running = new Set<ChildProcess>()
  return {
    async run(name, args, { env = {}, typed = '', onOutput } = {}) {
      const program = join(import.meta.dirname, 'node_modules', '.bin', name)
      const child = spawn(process.execPath, [program, ...args], { env: { ...basics, ...env } })
      running.add(child)
      child.stdin.end(typed)
      let [out, said] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
        onOutput?.(text)
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      const [code] = await once(child, 'close')
      running.delete(child)
      return { code: code as number | null, out, said }
    },
    end() {
      for (const child of running) child.kill()
    },
  }
}

const { PATH = '' } = process.env
const basics = { PATH }
