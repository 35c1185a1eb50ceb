export default function keyturn(pi) {
  pi.on("tool_call", async (event, context) => {
    const directory = (context && context.cwd) || process.cwd()
    const why = await stopped({
      hook_event_name: "tool_call",
      tool: event.toolName,
      sessionID: "",
      callID: event.toolCallId || "",
      directory,
      args: event.input,
    })
    if (why) return { block: true, reason: why }
  })
}
