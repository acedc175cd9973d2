import type * as z from 'zod'
import { type Configuration, configuration, isSecret } from './configuration.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that is wrong with a configuration, one line each. */
export class ConfigurationProblems extends Error {
  constructor(problems: readonly string[]) {
    super(
      `${problems.length} to fix in the configuration:\n${problems.map((one) => `  ${one}`).join('\n')}`,
    )
  }
}

/**
 * A configuration from its JSON text, checked, with what it takes from the environment filled in.
 * @throws ConfigurationProblems naming all problems with their paths.
 */
export function readConfiguration(text: string, environment: Environment): Configuration {
  const input = parseJson(text)
  const result = configuration.safeParse(input)
  if (!result.success) {
    throw new ConfigurationProblems(result.error.issues.map((issue) => inWords(issue, input)))
  }
  return fillIn(result.data, environment)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConfigurationProblems([`(file): expected JSON; ${(cause as Error).message}`])
  }
}

function inWords({ path, message }: z.core.$ZodIssue, input: unknown): string {
  const received = JSON.stringify(at(input, path))
  const isPlain =
    received !== undefined && !/^[[{]/.test(received) && !/secret|password/.test(path.join())
  return `${pathText(path)}: ${isPlain && !/received/.test(message) ? `received ${received}; ` : ''}${message}`
}

const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce(
    (value: unknown, part) => (value as Record<PropertyKey, unknown> | null)?.[part],
    input,
  )

const pathText = (path: readonly PropertyKey[]) =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || '(file)'

function fillIn(parsed: Configuration, environment: Environment): Configuration {
  const problems: string[] = []
  const value = (
    path: string,
    from: string | { env: string },
    isRight: (text: string) => boolean,
  ) => {
    if (typeof from === 'string') return from
    const found = environment[from.env]
    if (found === undefined) problems.push(`${path}: the variable ${from.env} is not set`)
    else if (!isRight(found))
      problems.push(`${path}: what ${from.env} holds is too short or has other characters`)
    return found ?? ''
  }
  const clients = parsed.clients.map((client, c) => ({
    ...client,
    client_secrets: client.client_secrets.map((one, s) =>
      one.secret === undefined
        ? one
        : {
            ...one,
            secret: value(`clients[${c}].client_secrets[${s}].secret`, one.secret, isSecret),
          },
    ),
  }))
  const users = parsed.users.map((user, u) =>
    user.password === undefined
      ? user
      : {
          ...user,
          password: value(`users[${u}].password`, user.password, (text) => text.length >= 8),
        },
  )
  if (problems.length > 0) throw new ConfigurationProblems(problems)
  return { ...parsed, clients, users }
}
