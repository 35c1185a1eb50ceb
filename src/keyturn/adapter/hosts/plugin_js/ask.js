// Keyturn's guard: written by `keyturn init agents`; `keyturn uninstall agents` takes it out again.
// Every tool call is handed to the hook process; anything but a clear "pass" stops it.
import { spawn } from "node:child_process"

/* HOOK */
const LOST = "Keyturn could not judge this call, so it stops. Tell the person."

// The reason why a call stops, "" when it passes. Never throws.
function stopped(call) {
  return new Promise((resolve) => {
    let text
    try {
      text = JSON.stringify(call)
    } catch {
      return resolve(LOST)
    }
    let child
    try {
      child = spawn(HOOK[0], HOOK.slice(1), {
        cwd: call.directory || undefined,
        stdio: ["pipe", "pipe", "pipe"],
        windowsHide: true,
      })
    } catch {
      return resolve(LOST)
    }
    let out = ""
    let err = ""
    const clock = setTimeout(() => {
      child.kill("SIGKILL")
      resolve(LOST)
    }, TIMEOUT)
    const end = (why) => {
      clearTimeout(clock)
      resolve(why)
    }
    child.stdout.setEncoding("utf8")
    child.stderr.setEncoding("utf8")
    child.stdout.on("data", (part) => (out += part))
    child.stderr.on("data", (part) => (err += part))
    child.on("error", () => end(LOST))
    child.stdin.on("error", () => {}) // it left early: what it said still counts
    child.on("close", (code) => {
      let answer
      try {
        answer = JSON.parse(out)
      } catch {
        return end(err.trim() || LOST)
      }
      if (code === 0 && answer && answer.verdict === "pass") return end("")
      const why = answer && typeof answer.reason === "string" ? answer.reason.trim() : ""
      end(why || err.trim() || LOST)
    })
    child.stdin.end(text)
  })
}

