import { setTimeout as sleep } from 'node:timers/promises'
import { inspector, isolates } from '../lib/inspector.ts'

/** An isolate that no request reaches does not collect either; it is not waited for. Milliseconds. */
const BUSY = 2500

interface HeapUsage {
  usedSize: number
  embedderHeapUsedSize: number
  backingStorageSize: number
}

/**
 * What lives in each isolate's heap once its garbage is collected, in MB of 10^6 bytes: the objects of JavaScript, those
 * of workerd behind them, and their buffers. To be asked while requests come: an idle isolate collects nothing.
 */
export async function living(url: URL): Promise<Record<string, number>> {
  const names = await isolates(url)
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await livingIn(new URL(`/${name}`, url))])),
  )
}

async function livingIn(url: URL): Promise<number> {
  const tools = await inspector(url)
  try {
    await Promise.race([tools.ask('HeapProfiler.collectGarbage'), sleep(BUSY)])
    const heap = await tools.ask<HeapUsage>('Runtime.getHeapUsage')
    return (heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize) / 1e6
  } finally {
    tools.close()
  }
}
