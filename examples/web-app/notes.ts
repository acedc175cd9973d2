import type { Bff } from 'sallyport/bff'

/** A note as the API has it. */
export interface Note {
  readonly id: string
  readonly text: string
  readonly created_at: number
}

/** The notes, or a sentence that says why there are none. */
export type NoteList = { readonly notes: readonly Note[] } | { readonly problem: string }

const TIMEOUT = 5000

/** The notes API, called with the token of the person who makes the request. */
export function createNotes(bff: Bff, api: string) {
  const call = async (request: Request, init?: RequestInit): Promise<Response | undefined> => {
    const signal = AbortSignal.timeout(TIMEOUT)
    // what fails before there is an answer is the network
    return bff.fetch(request, `${api}/notes`, { signal, ...init }).catch(() => undefined)
  }

  return {
    async list(request: Request): Promise<NoteList> {
      const response = await call(request)
      const problem = problemOf(response, api)
      if (!response || problem) return { problem: problem ?? '' }
      return response.json<{ notes: Note[] }>()
    },
    /** Answers why and how it did not work; nothing when it did. */
    async add(request: Request, text: string): Promise<Refusal | undefined> {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ text })
      const response = await call(request, { method: 'POST', headers, body })
      const problem = problemOf(response, api)
      return problem ? { problem, status: response?.status === 403 ? 403 : 502 } : undefined
    },
    /** Done, or where the browser has to go first, or why it did not work. */
    async clear(request: Request, return_to: string): Promise<Cleared> {
      const response = await call(request, { method: 'DELETE' })
      const first = response && bff.stepUp(response, return_to)
      if (first) return { first }
      const problem = problemOf(response, api)
      return problem ? { problem } : {}
    },
  }
}

export interface Cleared {
  first?: string
  problem?: string
}

export interface Refusal {
  problem: string
  status: 403 | 502
}

function problemOf(response: Response | undefined, api: string): string | undefined {
  if (!response) return `${api} does not answer. Is the API running?`
  if (response.ok) return
  if (response.status === 401) return 'The API does not accept the token. Sign out and in again.'
  if (response.status === 403) return 'You did not allow this application to do that.'
  return `The API answered ${response.status}.`
}
