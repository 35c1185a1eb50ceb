export default {
  id: "keyturn",
  name: "Keyturn",
  register(api) {
    api.on("before_tool_call", async (event, context) => {
      const why = await stopped({
        hook_event_name: "before_tool_call",
        tool: event.toolName,
        sessionID: (context && (context.sessionId || context.sessionKey)) || "",
        callID: event.toolCallId || "",
        directory: (context && (context.cwd || context.workspaceDir)) || process.cwd(),
        args: event.params,
      })
      if (why) return { block: true, blockReason: why }
    })
  },
}
