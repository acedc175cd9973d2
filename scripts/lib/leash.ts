// Runs a command that does not outlive whoever holds the other end of standard input, however that one went.
// Started as the leader of a process group of its own, so that the command's own children go with it.
import { spawn } from 'node:child_process'

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })

process.stdin.on('error', endGroup).on('end', endGroup).resume()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {}) // the command has it too
child.on('error', (error) => {
  console.error(error.message)
  process.exit(127)
})
child.on('exit', (code) => process.exit(code ?? 1))

function endGroup() {
  process.kill(-process.pid, 'SIGKILL')
}
